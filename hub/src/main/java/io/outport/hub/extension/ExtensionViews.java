package io.outport.hub.extension;

import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.OperationStatus;
import io.outport.hubapi.model.StatusItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Extensions and their operations as people see them. */
final class ExtensionViews {
  private static final String GIVE_AGAIN =
      "give them again with 'outport k8s-extension update --config-protected-file …'";

  private final FleetStore store;
  private final HubFacts hub;
  private final SettingsSeal seal;

  ExtensionViews(FleetStore store, HubFacts hub, SettingsSeal seal) {
    this.store = store;
    this.hub = hub;
    this.seal = seal;
  }

  ClusterId id(ClusterEntry cluster) {
    return ClusterId.of(hub.subscriptionId(), cluster.group(), cluster.name());
  }

  Extension view(ClusterEntry cluster, ExtensionEntry entry, Instant now) {
    ExtensionEntry.Wish wish = entry.wish();
    Map<String, String> blanks = new TreeMap<>();
    entry.secrets().keys().forEach(key -> blanks.put(key, ""));
    ExtensionReport last = entry.progress().report();
    Optional<ErrorInfo> loss = findLoss(cluster, entry);
    return new Extension(
        id(cluster).extension(entry.name()).toString(),
        entry.name(),
        ClusterId.EXTENSION_TYPE,
        new Extension.Properties(
            wish.extensionType(),
            !wish.autoUpgradeMode().equals(ExtensionRules.NEVER),
            wish.autoUpgradeMode(),
            wish.releaseTrain(),
            wish.pinned(),
            wish.targetNamespace() == null
                ? Extension.Scope.ofCluster(wish.releaseNamespace())
                : Extension.Scope.ofNamespace(wish.targetNamespace()),
            wish.settings(),
            blanks,
            last == null ? null : last.currentVersion(),
            state(entry, loss),
            statuses(cluster, entry, now),
            error(entry, loss),
            "%s/%s:%s"
                .formatted(hub.authority(), wish.chart().repository(), wish.chart().version()),
            null,
            false),
        entry.systemData());
  }

  private static String state(ExtensionEntry entry, Optional<ErrorInfo> loss) {
    if (entry.wish().deleting()) {
      return Extension.DELETING;
    }
    if (loss.isPresent()) {
      return Extension.FAILED;
    }
    return entry
        .currentReport()
        .map(ExtensionReport::provisioningState)
        .orElse(entry.progress().worked() ? Extension.UPDATING : Extension.CREATING);
  }

  /** Whether it has protected settings that the hub can no longer tell its cluster. */
  boolean hasLostSecrets(ClusterEntry cluster, ExtensionEntry entry) {
    return entry.secrets().isDropped() || isSealedByAnotherKey(cluster, entry);
  }

  boolean isSealedByAnotherKey(ClusterEntry cluster, ExtensionEntry entry) {
    String id = id(cluster).extension(entry.name()).toString();
    return seal.find(id, entry.secrets().sealed()).isEmpty();
  }

  private Optional<ErrorInfo> findLoss(ClusterEntry cluster, ExtensionEntry entry) {
    if (entry.secrets().isDropped() && entry.currentReport().isEmpty()) {
      return Optional.of(
          ErrorInfo.of(
              "ProtectedSettingsExpired",
              "the cluster did not fetch the protected settings within %d hours, so they were dropped: when its agent is back, %s"
                  .formatted(ExtensionEntry.SECRETS_WAIT.toHours(), GIVE_AGAIN)));
    }
    return isSealedByAnotherKey(cluster, entry)
        ? Optional.of(
            ErrorInfo.of(
                ExtensionRules.SETTINGS_LOST,
                "the hub cannot read the protected settings with the key that it has, so the cluster is told nothing new: put the protected-settings.key of their time back into the hub's folder and restart it, or %s"
                    .formatted(GIVE_AGAIN)))
        : Optional.empty();
  }

  private static @Nullable ErrorInfo error(ExtensionEntry entry, Optional<ErrorInfo> loss) {
    return loss.or(() -> entry.currentReport().map(ExtensionReport::errorInfo)).orElse(null);
  }

  private List<StatusItem> statuses(ClusterEntry cluster, ExtensionEntry entry, Instant now) {
    List<StatusItem> all = new ArrayList<>();
    if (!store.isConnected(cluster, now)) {
      String words =
          store
              .heard(cluster)
              .map(
                  last ->
                      "the agent of cluster '%s' was last heard at %s: what is asked for is done when it is back"
                          .formatted(cluster.name(), last))
              .orElse(
                  "no agent of cluster '%s' was ever heard: install it with 'outport cluster connect'"
                      .formatted(cluster.name()));
      all.add(new StatusItem("ClusterOffline", "Cluster offline", StatusItem.WARNING, words, now));
    } else if (entry.currentReport().isEmpty()) {
      all.add(
          new StatusItem(
              "Pending", "Pending", StatusItem.INFORMATION, "the agent has not begun yet", now));
    }
    failedUpgrade(entry, now).ifPresent(all::add);
    // What was said of an earlier wish would be read as said of this one.
    entry.currentReport().ifPresent(report -> all.addAll(report.statuses()));
    return all.stream().limit(ExtensionReport.MAX_STATUSES).toList();
  }

  /** The agent has nothing to say of it once what it had is wished again. */
  private static Optional<StatusItem> failedUpgrade(ExtensionEntry entry, Instant now) {
    return Optional.ofNullable(entry.move())
        .flatMap(move -> move.findUpgradeFailure().map(failure -> words(move, failure)))
        .map(
            words ->
                new StatusItem("UpgradeFailed", "Upgrade failed", StatusItem.WARNING, words, now));
  }

  private static String words(Move move, Move.Failure failure) {
    return "version %s was published and did not come to run here (%s), so %s is kept: newer ones are followed, and 'outport k8s-extension update --version %s' tries it again"
        .formatted(
            move.chart().version(),
            failure.words(),
            move.before().chart().version(),
            move.chart().version());
  }

  /** Names the operation that the last write began. */
  static String operation(ExtensionEntry entry) {
    return "%s-%s-%d"
        .formatted(entry.wish().deleting() ? "d" : "w", entry.incarnation(), entry.generation());
  }

  /** How far an operation is; nothing is kept for it, as its name and the extension tell all. */
  OperationStatus status(
      ClusterEntry cluster, String id, String name, @Nullable ExtensionEntry entry) {
    boolean same = entry != null && name.contains("-" + entry.incarnation() + "-");
    if (name.startsWith("d-")) {
      boolean awaited = entry != null && same && !entry.wish().forgotten();
      return new OperationStatus(
          id, name, awaited ? OperationStatus.IN_PROGRESS : OperationStatus.SUCCEEDED, null);
    }
    if (entry == null || !same || !name.endsWith("-" + entry.generation())) {
      return new OperationStatus(
          id,
          name,
          OperationStatus.CANCELED,
          ArmError.of("OperationOvertaken", "another change or deletion came after this one")
              .error());
    }
    Optional<ErrorInfo> loss = findLoss(cluster, entry);
    return switch (state(entry, loss)) {
      case Extension.SUCCEEDED -> new OperationStatus(id, name, OperationStatus.SUCCEEDED, null);
      case Extension.FAILED ->
          new OperationStatus(id, name, OperationStatus.FAILED, detail(error(entry, loss)));
      default -> new OperationStatus(id, name, OperationStatus.IN_PROGRESS, null);
    };
  }

  private static ArmError.Detail detail(@Nullable ErrorInfo error) {
    ErrorInfo known =
        error == null ? ErrorInfo.of("ExtensionFailed", "the agent gave no reason") : error;
    return ArmError.of(known.code(), known.message()).error();
  }
}
