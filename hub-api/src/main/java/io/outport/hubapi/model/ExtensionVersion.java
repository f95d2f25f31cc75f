package io.outport.hubapi.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One version of an extension type: a tag of its chart's repository. */
public record ExtensionVersion(
    @Nullable String id, @Nullable String name, @Nullable String type, Properties properties) {

  /** The train of charts that name none. */
  public static final String STABLE = "stable";

  /** The annotation of a chart's manifest that names its train. */
  public static final String TRAIN_ANNOTATION = "io.outport.release-train";

  /**
   * What it is.
   *
   * @param digest of the chart's manifest; a field of ours
   */
  public record Properties(
      String version,
      @Nullable String releaseTrain,
      @Nullable List<String> unsupportedKubernetesVersions,
      @Nullable String digest) {

    /** Copies the list. */
    public Properties {
      unsupportedKubernetesVersions =
          unsupportedKubernetesVersions == null ? null : List.copyOf(unsupportedKubernetesVersions);
    }
  }
}
