package io.outport.hub.extension;

import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hub.resource.Resources;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ExtensionVersion;
import io.outport.oci.model.Quoted;
import io.outport.oci.model.RepositoryName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The kinds of extension: the connected registry, which every hub has, and those that people added
 * for charts of others. A type's versions are those of its charts (azure-api.md, "extension type").
 */
public final class ExtensionTypes implements ResourceDesk<ExtensionType> {
  private static final String TYPE = ClusterId.EXTENSION_PROVIDER + "/extensionTypes";
  private static final TypeEntry OWN =
      new TypeEntry(
          ExtensionType.CONNECTED_REGISTRY,
          "charts/connected-registry",
          "connected-registry",
          true);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,99}");

  private final FleetStore store;
  private final ChartCatalog charts;
  private final HubFacts hub;

  /** Of this hub. */
  public ExtensionTypes(FleetStore store, ChartCatalog charts, HubFacts hub) {
    this.store = store;
    this.charts = charts;
    this.hub = hub;
  }

  /**
   * Which versions are wanted.
   *
   * @param train empty for all
   * @param major such as {@code 1}; empty for all
   * @param latest only the newest of them
   */
  public record Choice(String train, String major, boolean latest) {
    boolean accepts(ChartCatalog.Version version) {
      return (train.isEmpty() || version.train().equalsIgnoreCase(train))
          && (major.isEmpty() || major.equals(String.valueOf(version.number().major())));
    }
  }

  @Override
  public List<ExtensionType> list() {
    List<TypeEntry> all = new ArrayList<>(store.types().all().values());
    all.add(OWN);
    return all.stream()
        .sorted(Comparator.comparing(each -> Resources.key(each.name())))
        .map(this::view)
        .toList();
  }

  @Override
  public ExtensionType get(String name) {
    return view(require(name));
  }

  @Override
  public Written<ExtensionType> put(String name, ExtensionType wanted) {
    TypeEntry entry = read(name, wanted);
    boolean created = store.types().change(name, _ -> Optional.of(entry)).isEmpty();
    return new Written<>(view(entry), created);
  }

  @Override
  public ExtensionType patch(String name, ExtensionType partial) {
    throw ResourceProblem.invalid("an extension type is written whole: use PUT");
  }

  @Override
  public boolean delete(String name) {
    if (isOwn(name)) {
      throw ResourceProblem.conflict(
          "ExtensionTypeBuiltIn", "extension type '%s' is always there".formatted(OWN.name()));
    }
    return store.alone(
        () -> {
          boolean used =
              store.extensions().stream()
                  .anyMatch(each -> each.wish().extensionType().equalsIgnoreCase(name));
          if (used) {
            throw ResourceProblem.conflict(
                "ExtensionTypeInUse",
                "extension type '%s' has extensions: delete them first"
                    .formatted(Quoted.shorten(name)));
          }
          return store.types().change(name, _ -> Optional.empty()).isPresent();
        });
  }

  /** The versions of a type, the newest first. */
  public List<ExtensionVersion> versions(String type, Choice choice) {
    TypeEntry entry = require(type);
    return charts.versions(entry.chartRepository()).stream()
        .filter(choice::accepts)
        .limit(choice.latest() ? 1 : Long.MAX_VALUE)
        .map(version -> view(entry, version))
        .toList();
  }

  /** One version of a type. */
  public ExtensionVersion version(String type, String version) {
    TypeEntry entry = require(type);
    return charts.versions(entry.chartRepository()).stream()
        .filter(each -> each.number().text().equals(version))
        .map(each -> view(entry, each))
        .findFirst()
        .orElseThrow(() -> unknownVersion(entry, version));
  }

  Optional<TypeEntry> find(String name) {
    return isOwn(name)
        ? Optional.of(OWN)
        : Optional.ofNullable(store.types().all().get(Resources.key(name)));
  }

  TypeEntry require(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** The chart for a wish: the pinned version, or the newest release of the train. */
  ChartCatalog.Version choose(TypeEntry type, Optional<String> pinned, String train) {
    if (pinned.isPresent()) {
      return charts.versions(type.chartRepository()).stream()
          .filter(each -> each.number().text().equals(pinned.get()))
          .findFirst()
          .orElseThrow(() -> unknownVersion(type, pinned.get()));
    }
    List<ChartCatalog.Version> all = charts.versions(type.chartRepository(), train).toList();
    return all.stream()
        .filter(each -> each.number().isRelease())
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElseThrow(() -> noVersion(type, train));
  }

  ChartCatalog charts() {
    return charts;
  }

  private static boolean isOwn(String name) {
    return name.equalsIgnoreCase(OWN.name());
  }

  private static TypeEntry read(String name, ExtensionType wanted) {
    if (isOwn(name)) {
      throw ResourceProblem.conflict(
          "ExtensionTypeBuiltIn", "extension type '%s' cannot be changed".formatted(OWN.name()));
    }
    if (!NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "extension type name '%s' is not allowed: use 1 to 100 letters, digits, '.' and '-'"
              .formatted(Quoted.shorten(name)));
    }
    ExtensionType.Properties asked = wanted.properties();
    String repository =
        asked == null ? "" : Objects.requireNonNullElse(asked.chartRepository(), "");
    if (RepositoryName.find(repository).isEmpty()) {
      throw ResourceProblem.invalid(
          "chartRepository '%s' is no repository: give one such as 'charts/%s'"
              .formatted(Quoted.shorten(repository), name.toLowerCase(Locale.ROOT)));
    }
    String namespace =
        Objects.requireNonNullElse(
            Objects.requireNonNull(asked, "properties").defaultReleaseNamespace(),
            name.toLowerCase(Locale.ROOT).replace('.', '-'));
    return new TypeEntry(
        name,
        repository,
        ExtensionRules.namespace("defaultReleaseNamespace", namespace),
        !Boolean.FALSE.equals(asked.clusterScoped()));
  }

  private ResourceProblem unknown(String name) {
    String known = list().stream().map(ExtensionType::name).collect(Collectors.joining(", "));
    return ResourceProblem.of(
        ResourceProblem.Kind.NOT_FOUND,
        "ExtensionTypeNotFound",
        "there is no extension type '%s': this hub has %s".formatted(Quoted.shorten(name), known));
  }

  private ResourceProblem unknownVersion(TypeEntry type, String version) {
    String known =
        charts.versions(type.chartRepository()).stream()
            .limit(10)
            .map(each -> each.number().text())
            .collect(Collectors.joining(", "));
    return ResourceProblem.of(
        ResourceProblem.Kind.NOT_FOUND,
        "ExtensionVersionNotFound",
        known.isEmpty()
            ? nothingPublished(type)
            : "extension type '%s' has no version '%s': it has %s"
                .formatted(type.name(), Quoted.shorten(version), known));
  }

  private ResourceProblem noVersion(TypeEntry type, String train) {
    String trains =
        charts.versions(type.chartRepository()).stream()
            .map(ChartCatalog.Version::train)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return ResourceProblem.of(
        ResourceProblem.Kind.NOT_FOUND,
        "ExtensionVersionNotFound",
        trains.isEmpty()
            ? nothingPublished(type)
            : "extension type '%s' has no version in release train '%s': it has %s"
                .formatted(type.name(), Quoted.shorten(train), trains));
  }

  private static String nothingPublished(TypeEntry type) {
    return "the hub has no chart of extension type '%s' yet: put one into repository '%s' with %s"
        .formatted(
            type.name(),
            type.chartRepository(),
            isOwn(type.name()) ? "'outport hub publish'" : "'outport hub mirror'");
  }

  private ExtensionType view(TypeEntry entry) {
    return new ExtensionType(
        "/subscriptions/%s/providers/%s/%s".formatted(hub.subscriptionId(), TYPE, entry.name()),
        entry.name(),
        TYPE,
        new ExtensionType.Properties(
            false,
            false,
            isOwn(entry.name())
                ? "A registry at the site that keeps what it was given"
                : "Charts of " + entry.chartRepository(),
            isOwn(entry.name()) ? "Outport" : "Mirrored",
            new ExtensionType.SupportedScopes(
                entry.clusterScoped() ? "cluster" : "namespace",
                entry.clusterScoped()
                    ? new ExtensionType.ClusterScopeSettings(true, entry.defaultReleaseNamespace())
                    : null),
            entry.chartRepository(),
            entry.defaultReleaseNamespace(),
            entry.clusterScoped()));
  }

  private ExtensionVersion view(TypeEntry type, ChartCatalog.Version version) {
    String name = version.number().text();
    return new ExtensionVersion(
        "/subscriptions/%s/providers/%s/%s/versions/%s"
            .formatted(hub.subscriptionId(), TYPE, type.name(), name),
        name,
        TYPE + "/versions",
        new ExtensionVersion.Properties(
            name, version.train(), List.of(), version.chart().digest()));
  }
}
