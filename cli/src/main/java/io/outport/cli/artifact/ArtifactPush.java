package io.outport.cli.artifact;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.BlobSource;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pushes images and charts into one registry. What the registry has already is not sent again, and
 * a tag moves last, so a repeat after a failure goes on. Failures are {@link
 * io.outport.oci.client.RegistryException}s.
 */
public final class ArtifactPush {
  /** Of a chart's config, as {@code helm push} writes it. */
  public static final String CHART_CONFIG = "application/vnd.cncf.helm.config.v1+json";

  /** Of a chart's one layer. */
  public static final String CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

  /** Deepest nesting of indexes that is followed. */
  private static final int MAX_DEPTH = 4;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RegistryClient registry;

  /** Pushes with this client, which is the caller's to close. */
  public ArtifactPush(RegistryClient registry) {
    this.registry = registry;
  }

  /** Pushes an image with all its platforms under a tag; answers its digest. */
  public Digest image(ImageSource source, RepositoryName repository, Tag tag) {
    ImageSource.Content root = source.root();
    references(source, root, repository, 0);
    registry.pushManifest(repository, tag, root.descriptor().mediaType(), root.bytes());
    return root.descriptor().digest();
  }

  /**
   * Pushes a chart as {@code helm push} does, under its version.
   *
   * @param annotations of the manifest, beside those that Helm sets
   * @return the manifest's digest
   */
  public Digest chart(
      ChartArchive chart, RepositoryName repository, Tag tag, Map<String, String> annotations) {
    Descriptor config = blob(repository, CHART_CONFIG, JSON.writeValueAsBytes(chart.metadata()));
    Descriptor layer = blob(repository, CHART_LAYER, chart.archive());
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("config", json(config));
    manifest.put("layers", List.of(json(layer)));
    manifest.put("annotations", annotations(chart, annotations));
    byte[] bytes = JSON.writeValueAsBytes(manifest);
    registry.pushManifest(repository, tag, MediaType.OCI_MANIFEST, bytes);
    return Digest.ofBytes(bytes);
  }

  private void references(
      ImageSource source, ImageSource.Content content, RepositoryName repository, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Refusal(
          Refusal.Exit.USAGE, "the image's indexes are nested too deep: it cannot be pushed");
    }
    Manifest manifest = Manifest.parse(content.descriptor().mediaType(), content.bytes());
    for (Descriptor each : manifest.manifests()) {
      ImageSource.Content child = source.manifest(each);
      references(source, child, repository, depth + 1);
      registry.pushManifest(
          repository, Reference.of(each.digest()), each.mediaType(), child.bytes());
    }
    manifest
        .requiredBlobs()
        .distinct()
        .filter(each -> !registry.hasBlob(repository, each.digest()))
        .forEach(each -> registry.pushBlob(repository, each, source.blob(each)));
  }

  private Descriptor blob(RepositoryName repository, String mediaType, byte[] bytes) {
    Descriptor blob = Descriptor.of(mediaType, Digest.ofBytes(bytes), bytes.length);
    if (!registry.hasBlob(repository, blob.digest())) {
      registry.pushBlob(repository, blob, BlobSource.of(bytes));
    }
    return blob;
  }

  private static Map<String, String> annotations(ChartArchive chart, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>();
    String description = chart.metadata().path("description").asString("");
    if (!description.isEmpty()) {
      all.put("org.opencontainers.image.description", description);
    }
    all.put("org.opencontainers.image.title", chart.name());
    all.put("org.opencontainers.image.version", chart.version());
    all.putAll(more);
    return all;
  }

  private static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }
}
