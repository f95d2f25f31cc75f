package io.outport.e2e;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Another version of an image: the same, with one layer more that no node has. */
final class HeavyImage {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long SEED = 7;

  private final Path from;
  private final Layout to;

  private HeavyImage(Path from, Layout to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Makes it.
   *
   * @param from an OCI layout
   * @param to where the new one is to be
   * @param bytes of the layer, which nothing compresses
   */
  static Path of(Path from, Path to, int bytes) throws IOException {
    Layout layout = new Layout(to);
    HeavyImage image = new HeavyImage(from, layout);
    JsonNode manifest = image.read(image.amd64(image.index()));
    byte[] content = new byte[bytes];
    new Random(SEED).nextBytes(content);
    layout.tag(
        "latest",
        layout.index(Map.of("linux/amd64", image.with(manifest, layout.layer("weight", content)))));
    return to;
  }

  private JsonNode index() throws IOException {
    return JSON.readTree(from.resolve("index.json").toFile());
  }

  /** Indexes may be in indexes. */
  private String amd64(JsonNode index) throws IOException {
    for (JsonNode each : index.path("manifests")) {
      String digest = each.path("digest").asString();
      if (each.path("mediaType").asString("").equals(MediaType.OCI_INDEX)) {
        return amd64(read(digest));
      }
      if (each.at("/platform/architecture").asString("amd64").equals("amd64")) {
        return digest;
      }
    }
    throw new IOException("no image for amd64 in " + from);
  }

  private Descriptor with(JsonNode manifest, Layout.Layer layer) throws IOException {
    ObjectNode config = (ObjectNode) read(manifest.at("/config/digest").asString());
    config.withObject("/rootfs").withArray("diff_ids").add(layer.diffId());
    config.remove("history");
    for (JsonNode each : manifest.path("layers")) {
      Path blob = blob(each.path("digest").asString());
      Files.copy(blob, to.folder().resolve("blobs/sha256").resolve(blob.getFileName()));
    }
    ObjectNode heavier = (ObjectNode) manifest;
    heavier.set(
        "config",
        JSON.valueToTree(
            Layout.json(to.blob(JSON.writeValueAsBytes(config), MediaType.OCI_CONFIG))));
    heavier.withArray("layers").add(JSON.valueToTree(Layout.json(layer.descriptor())));
    return to.blob(JSON.writeValueAsBytes(heavier), MediaType.OCI_MANIFEST);
  }

  private JsonNode read(String digest) throws IOException {
    return JSON.readTree(blob(digest).toFile());
  }

  private Path blob(String digest) {
    return from.resolve("blobs/sha256").resolve(Digest.parse(digest).hex());
  }
}
