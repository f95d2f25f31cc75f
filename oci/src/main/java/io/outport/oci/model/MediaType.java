package io.outport.oci.model;

import java.util.Locale;
import java.util.Set;

/** Media types that this registry gives a meaning to; any other is kept and served as it came. */
public final class MediaType {
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  public static final String EMPTY_JSON = "application/vnd.oci.empty.v1+json";
  public static final String OCTET_STREAM = "application/octet-stream";

  private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
  private static final Set<String> MANIFESTS = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);

  private MediaType() {}

  /** Whether content of this type lists other manifests. */
  public static boolean isIndex(String mediaType) {
    return INDEXES.contains(mediaType);
  }

  /** Whether content of this type is an image manifest with a config and layers. */
  public static boolean isImageManifest(String mediaType) {
    return MANIFESTS.contains(mediaType);
  }

  /** Whether a descriptor of this type points at a manifest or an index, not at a blob. */
  public static boolean isManifest(String mediaType) {
    return isIndex(mediaType) || isImageManifest(mediaType);
  }

  /**
   * Whether a layer of this type may be absent: its bytes live at the descriptor's URLs only (OCI
   * image specification, layer.md, "Non-Distributable Layers").
   */
  public static boolean isNonDistributable(String mediaType) {
    return mediaType.contains(".nondistributable.") || mediaType.contains(".foreign.");
  }

  /** The type without its parameters, in lower case. */
  public static String essence(String header) {
    int semicolon = header.indexOf(';');
    String bare = semicolon < 0 ? header : header.substring(0, semicolon);
    return bare.strip().toLowerCase(Locale.ROOT);
  }
}
