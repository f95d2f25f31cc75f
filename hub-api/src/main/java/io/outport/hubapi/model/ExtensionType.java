package io.outport.hubapi.model;

import org.jspecify.annotations.Nullable;

/**
 * A kind of extension that the hub has a chart of.
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 */
public record ExtensionType(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable Properties properties) {

  /** The one that every hub has, in the case that is answered. */
  public static final String CONNECTED_REGISTRY = "microsoft.containerregistry.connectedregistry";

  /**
   * What it is.
   *
   * @param chartRepository where in the hub's registry its charts are; a field of ours
   * @param defaultReleaseNamespace where it is released unless an extension says otherwise; ours
   * @param clusterScoped whether it is for whole clusters; ours, null for true
   */
  public record Properties(
      @Nullable Boolean isSystemExtension,
      @Nullable Boolean isManagedIdentityRequired,
      @Nullable String description,
      @Nullable String publisher,
      @Nullable SupportedScopes supportedScopes,
      @Nullable String chartRepository,
      @Nullable String defaultReleaseNamespace,
      @Nullable Boolean clusterScoped) {

    /** What a client writes. */
    public static Properties asked(
        String chartRepository, String defaultReleaseNamespace, boolean clusterScoped) {
      return new Properties(
          null, null, null, null, null, chartRepository, defaultReleaseNamespace, clusterScoped);
    }
  }

  /** The scopes in the vendor's words. */
  public record SupportedScopes(
      String defaultScope, @Nullable ClusterScopeSettings clusterScopeSettings) {}

  /** How it is released for a whole cluster. */
  public record ClusterScopeSettings(
      boolean allowMultipleInstances, @Nullable String defaultReleaseNamespace) {}
}
