package io.outport.hubapi.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster should run: an extension type in a version, with its settings (azure-api.md). In a
 * partial write each null means "as it is".
 *
 * @param id the hub's; null in what a client sends, as are {@code name}, {@code type} and {@code
 *     systemData}
 */
public record Extension(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable Properties properties,
    @Nullable SystemData systemData) {

  /** Is being installed. */
  public static final String CREATING = "Creating";

  /** Is being changed. */
  public static final String UPDATING = "Updating";

  /** Is being removed. */
  public static final String DELETING = "Deleting";

  /** Is as it was asked for. */
  public static final String SUCCEEDED = "Succeeded";

  /** Is not as it was asked for, see {@code errorInfo}. */
  public static final String FAILED = "Failed";

  /** What a client writes. */
  public static Extension of(Properties properties) {
    return new Extension(null, null, null, properties, null);
  }

  /** What a client asks for, and what is known of it. */
  public record Properties(
      @Nullable String extensionType,
      @Nullable Boolean autoUpgradeMinorVersion,
      @Nullable String autoUpgradeMode,
      @Nullable String releaseTrain,
      @Nullable String version,
      @Nullable Scope scope,
      @Nullable Map<String, String> configurationSettings,
      @Nullable Map<String, String> configurationProtectedSettings,
      @Nullable String currentVersion,
      @Nullable String provisioningState,
      @Nullable List<StatusItem> statuses,
      @Nullable ErrorInfo errorInfo,
      @Nullable String packageUri,
      @Nullable String extensionState,
      @Nullable Boolean isSystemExtension) {

    /** Copies the collections; settings are kept sorted, so that equal ones are written equal. */
    public Properties {
      configurationSettings = sorted(configurationSettings);
      configurationProtectedSettings = sorted(configurationProtectedSettings);
      statuses = statuses == null ? null : List.copyOf(statuses);
    }

    /** What a client asks for. */
    public static Properties asked(
        @Nullable String extensionType,
        @Nullable Boolean autoUpgradeMinorVersion,
        @Nullable String releaseTrain,
        @Nullable String version,
        @Nullable Scope scope,
        @Nullable Map<String, String> settings,
        @Nullable Map<String, String> protectedSettings) {
      return new Properties(
          extensionType,
          autoUpgradeMinorVersion,
          null,
          releaseTrain,
          version,
          scope,
          settings,
          protectedSettings,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }

    private static @Nullable Map<String, String> sorted(@Nullable Map<String, String> given) {
      return given == null ? null : Collections.unmodifiableMap(new TreeMap<>(given));
    }

    /** Without settings, which may hold secrets (law L10). */
    @Override
    public String toString() {
      return "Properties[%s %s %s]".formatted(extensionType, version, provisioningState);
    }
  }

  /** Where on the cluster: one of both. */
  public record Scope(@Nullable ClusterScope cluster, @Nullable NamespaceScope namespace) {

    /** For the whole cluster, released into this namespace. */
    public static Scope ofCluster(@Nullable String releaseNamespace) {
      return new Scope(new ClusterScope(releaseNamespace), null);
    }

    /** For this namespace alone. */
    public static Scope ofNamespace(@Nullable String targetNamespace) {
      return new Scope(null, new NamespaceScope(targetNamespace));
    }
  }

  /** The whole cluster. */
  public record ClusterScope(@Nullable String releaseNamespace) {}

  /** One namespace. */
  public record NamespaceScope(@Nullable String targetNamespace) {}
}
