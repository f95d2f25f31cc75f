package io.outport.hub.extension;

import io.outport.hub.resource.Names;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.OperationStatus;
import io.outport.hubapi.model.SystemData;
import io.outport.oci.model.Quoted;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The extensions of one cluster (azure-api.md, "extension"; reference, 4). */
public final class ExtensionDesk implements ResourceDesk<Extension> {
  private final Fleet fleet;
  private final ClusterEntry cluster;
  private final String writer;
  private final boolean forced;
  private final Wishes wishes;

  /** As this principal writes them. */
  ExtensionDesk(Fleet fleet, ClusterEntry cluster, String writer, boolean forced) {
    this.fleet = fleet;
    this.cluster = cluster;
    this.writer = writer;
    this.forced = forced;
    this.wishes = new Wishes(fleet.types());
  }

  /** The same, but what is deleted is out of sight at once; the cluster removes it later. */
  public ExtensionDesk forced() {
    return new ExtensionDesk(fleet, cluster, writer, true);
  }

  /** Asks the cluster for an archive of what it knows of this; empty where too many wait. */
  public Optional<String> askForDiagnostics(String extension, List<String> namespaces) {
    ExtensionEntry entry = require(extension);
    String id = fleet.randomText();
    var wish = new DesiredState.DiagnosticsRequest(id, entry.name(), namespaces);
    return fleet.diagnostics().ask(cluster.incarnation(), wish)
        ? Optional.of(id)
        : Optional.empty();
  }

  /** How far that is. */
  public Diagnostics.State diagnostics(String id) {
    return fleet.diagnostics().state(cluster.incarnation(), id);
  }

  @Override
  public List<Extension> list() {
    return fleet.store().extensions(cluster.key()).stream()
        .filter(each -> !each.wish().forgotten())
        .map(this::view)
        .toList();
  }

  @Override
  public Extension get(String name) {
    return view(require(name));
  }

  @Override
  public Written<Extension> put(String name, Extension wanted) {
    ExtensionRules.requireName(name);
    Extension.Properties asked = properties(wanted);
    ExtensionRules.requireServiceName(name, asked.extensionType());
    return onCluster(
        _ -> {
          Optional<ExtensionEntry> before =
              change(name, old -> Optional.of(written(name, old, asked)));
          return new Written<>(get(name), before.isEmpty());
        });
  }

  /** Plain settings are merged, protected ones replaced as a whole (reference, 4 "update"). */
  @Override
  public Extension patch(String name, Extension partial) {
    Extension.Properties asked = properties(partial);
    return onCluster(
        _ -> {
          var _ =
              change(
                  name,
                  old -> {
                    ExtensionEntry entry = live(name, old.filter(each -> !each.wish().forgotten()));
                    return Optional.of(
                        next(
                            entry,
                            wishes.patched(entry, asked),
                            secrets(entry, asked.configurationProtectedSettings())));
                  });
          return get(name);
        });
  }

  /**
   * Has it removed by its cluster; until then it says so. Where no agent was ever there, it is gone
   * at once.
   */
  @Override
  public boolean delete(String name) {
    return onCluster(
        now ->
            change(name, old -> old.flatMap(entry -> removed(now, entry)))
                .filter(each -> !each.wish().forgotten())
                .isPresent());
  }

  /** How far the work is that a write began. */
  public OperationStatus operation(String name, String operation) {
    String id = "%s/operations/%s".formatted(fleet.views().id(cluster).extension(name), operation);
    ExtensionEntry entry = find(name).orElse(null);
    return fleet.views().status(cluster, id, operation, entry);
  }

  /** The name of the operation that the last write of it began; empty where it is gone. */
  public Optional<String> lastOperation(String name) {
    return find(name).map(ExtensionViews::operation);
  }

  /**
   * Runs with the cluster as it is now, and with nobody who could delete it or enrol its agent at
   * the same time: between the look at it that made this desk and a write anything may come.
   */
  private <T> T onCluster(Function<ClusterEntry, T> work) {
    return fleet
        .store()
        .alone(
            () ->
                fleet
                    .store()
                    .cluster(cluster.key())
                    .filter(now -> now.incarnation().equals(cluster.incarnation()))
                    .map(work)
                    .orElseThrow(() -> ResourceProblem.notFound("cluster", cluster.name())));
  }

  private Optional<ExtensionEntry> change(
      String name, UnaryOperator<Optional<ExtensionEntry>> work) {
    return fleet.store().changeExtension(cluster.key(), name, work);
  }

  private Optional<ExtensionEntry> find(String name) {
    return fleet.store().extension(cluster.key(), name);
  }

  private ExtensionEntry require(String name) {
    return find(name).filter(each -> !each.wish().forgotten()).orElseThrow(() -> unknown(name));
  }

  private static ResourceProblem unknown(String name) {
    return ResourceProblem.notFound("k8s-extension", name);
  }

  private static ExtensionEntry live(String name, Optional<ExtensionEntry> old) {
    ExtensionEntry entry = old.orElseThrow(() -> unknown(name));
    if (entry.wish().deleting()) {
      throw ResourceProblem.conflict(
          "ExtensionBeingDeleted",
          "extension '%s' is being removed from its cluster: make it again when it is gone"
              .formatted(Quoted.shorten(name)));
    }
    return entry;
  }

  private Extension view(ExtensionEntry entry) {
    return fleet.views().view(cluster, entry, fleet.now());
  }

  private static Extension.Properties properties(Extension wanted) {
    if (wanted.properties() == null) {
      throw ResourceProblem.invalid("the body lacks 'properties'");
    }
    return wanted.properties();
  }

  private Optional<ExtensionEntry> removed(ClusterEntry now, ExtensionEntry entry) {
    if (!now.isEnrolled()) {
      return Optional.empty();
    }
    boolean same = entry.wish().deleting() && (entry.wish().forgotten() || !forced);
    return Optional.of(
        same ? entry : changed(entry, entry.wish().removed(forced), entry.secrets().drop()));
  }

  private ExtensionEntry written(
      String name, Optional<ExtensionEntry> old, Extension.Properties asked) {
    ExtensionEntry before = old.map(entry -> live(name, old)).orElse(null);
    ExtensionEntry.Wish wish = wishes.whole(asked, before);
    Map<String, String> secrets =
        Objects.requireNonNullElse(asked.configurationProtectedSettings(), Map.of());
    if (before == null) {
      Names.requireRoom("extension", fleet.store().extensions().size());
      var none = new ExtensionEntry.Secrets(List.of(), "", fleet.now(), false);
      ExtensionEntry fresh =
          new ExtensionEntry(
              cluster.key(),
              name,
              fleet.randomText(),
              0,
              wish,
              none,
              ExtensionEntry.Progress.NONE,
              SystemData.created(writer, now()),
              null);
      return fresh.next(wish, secrets(fresh, secrets));
    }
    return next(before, wish, secrets(before, secrets));
  }

  /** A repeat changes nothing, but what failed is tried again: its cause may be mended. */
  private ExtensionEntry next(
      ExtensionEntry before, ExtensionEntry.Wish wish, ExtensionEntry.Secrets secrets) {
    boolean same = wish.equals(before.wish()) && secrets.equals(before.secrets());
    if (same && !before.hasFailed()) {
      return before;
    }
    ExtensionEntry after = changed(before, wish, secrets);
    return wish.isSameVersion(before.wish()) ? after : after.left();
  }

  private ExtensionEntry changed(
      ExtensionEntry before, ExtensionEntry.Wish wish, ExtensionEntry.Secrets secrets) {
    return before.next(wish, secrets).by(writer, now());
  }

  /** As exact as what people see. */
  private Instant now() {
    return fleet.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The same where nothing is other: sealing anew would make another text. */
  private ExtensionEntry.Secrets secrets(
      ExtensionEntry entry, @Nullable Map<String, String> given) {
    if (given == null) {
      return entry.secrets();
    }
    ExtensionRules.settings("configurationProtectedSettings", given);
    String id = fleet.views().id(cluster).extension(entry.name()).toString();
    List<String> keys = entry.secrets().keys();
    Map<String, String> old = fleet.seal().find(id, entry.secrets().sealed()).orElse(Map.of());
    Map<String, String> whole = ExtensionRules.unblanked(given, old, keys);
    boolean lost = old.size() < keys.size();
    if (whole.equals(old) && !lost) {
      return entry.secrets();
    }
    return new ExtensionEntry.Secrets(
        whole.keySet().stream().sorted().toList(),
        whole.isEmpty() ? "" : fleet.seal().seal(id, whole),
        fleet.now(),
        false);
  }
}
