package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image with one more layer on top: only what is new lies in its folder.
 *
 * @param folder holds each new blob under the hexadecimal part of its digest
 * @param blobs the new blobs: the layer and the config
 * @param manifest bytes of the new manifest
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ImageExtension(Path folder, List<Descriptor> blobs, byte[] manifest) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Copies the list. */
  public ImageExtension {
    blobs = List.copyOf(blobs);
  }

  /**
   * Adds a layer with one text file.
   *
   * @param name the file's path in the image, without a leading slash
   * @param folder where the new blobs are written
   */
  public static ImageExtension of(BuiltImage image, String name, String text, Path folder)
      throws IOException {
    Path blobs = image.layout().resolve("blobs").resolve("sha256");
    byte[] before = Files.readAllBytes(blobs.resolve(image.manifest().digest().hex()));
    ObjectNode manifest = (ObjectNode) JSON.readTree(before);
    Digest configBefore = Digest.parse(manifest.at("/config/digest").asString());
    ObjectNode config =
        (ObjectNode) JSON.readTree(Files.readAllBytes(blobs.resolve(configBefore.hex())));

    Files.createDirectories(folder);
    Layer layer = Layer.write(List.of(ImageFile.text(name, text)), folder);
    config.withObject("/rootfs").withArray("diff_ids").add(layer.diffId().toString());
    byte[] configBytes = JSON.writeValueAsBytes(config);
    Descriptor described =
        Descriptor.of(MediaType.OCI_CONFIG, Digest.ofBytes(configBytes), configBytes.length);
    Files.write(folder.resolve(described.digest().hex()), configBytes);
    manifest.set("config", JSON.valueToTree(ImageDocuments.json(described)));
    manifest
        .withArray("layers")
        .add(JSON.<ObjectNode>valueToTree(ImageDocuments.json(layer.descriptor())));
    return new ImageExtension(
        folder, List.of(layer.descriptor(), described), JSON.writeValueAsBytes(manifest));
  }

  @Override
  public String toString() {
    return "ImageExtension[%s]".formatted(Digest.ofBytes(manifest));
  }
}
