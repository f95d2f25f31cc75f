package io.outport.hubapi.agent;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One extension as its cluster should have it.
 *
 * @param id resource id
 * @param extensionType in lower case
 * @param generation grows with every change of what is wished; never 0
 * @param deleting to be removed; the report that says so ends it
 * @param forceDelete removed without waiting for what does not answer; the hub has forgotten it
 * @param chart null only where it is deleting
 * @param releaseName of the Helm release
 * @param releaseNamespace of the Helm release
 * @param targetNamespace the one namespace that it is for; null where {@code clusterScoped}
 * @param autoUpgradeMode {@code none}, {@code patch} or {@code compatible}; the version is chosen
 *     by the hub already
 * @param configurationSettings flat keys
 * @param protectedSettings flat keys, in clear; with every answer until the cluster's own report of
 *     this generation and after it, since only the cluster can ask
 */
public record DesiredExtension(
    String id,
    String name,
    String extensionType,
    long generation,
    boolean deleting,
    boolean forceDelete,
    @Nullable Chart chart,
    String releaseName,
    String releaseNamespace,
    @Nullable String targetNamespace,
    boolean clusterScoped,
    String autoUpgradeMode,
    Map<String, String> configurationSettings,
    Map<String, String> protectedSettings) {

  /** Copies the maps. */
  public DesiredExtension {
    configurationSettings = Map.copyOf(Objects.requireNonNullElse(configurationSettings, Map.of()));
    protectedSettings = Map.copyOf(Objects.requireNonNullElse(protectedSettings, Map.of()));
  }

  /**
   * A chart in the hub's registry.
   *
   * @param repository such as {@code charts/connected-registry}
   * @param version its tag
   * @param digest of its manifest: what is to be pulled
   */
  public record Chart(String repository, String version, String digest) {}

  /** Without settings (law L10). */
  @Override
  public String toString() {
    return "DesiredExtension[%s generation %d %s]".formatted(name, generation, chart);
  }
}
