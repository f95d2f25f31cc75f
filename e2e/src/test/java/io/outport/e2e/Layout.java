package io.outport.e2e;

import com.github.luben.zstd.ZstdOutputStream;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** An OCI image layout on disk, as foreign tools read it; written by nothing of the product. */
final class Layout {
  static final String ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BUFFER = 1 << 20;

  /** A layer, with the digest of its tar that the config must name. */
  record Layer(Descriptor descriptor, String diffId) {}

  private final Path folder;
  private final List<Map<String, Object>> entries = new ArrayList<>();

  Layout(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("blobs/sha256"));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  Path folder() {
    return folder;
  }

  /** A gzip layer that holds one file of these bytes. */
  Layer layer(String name, byte[] content) throws IOException {
    byte[] tar = tar(name, content);
    return new Layer(blob(gzip(tar), MediaType.OCI_LAYER_GZIP), Digest.ofBytes(tar).toString());
  }

  /** The same, compressed with zstd. */
  Layer zstdLayer(String name, byte[] content) throws IOException {
    byte[] tar = tar(name, content);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(tar);
    }
    return new Layer(blob(packed.toByteArray(), ZSTD_LAYER), Digest.ofBytes(tar).toString());
  }

  /** A layer of a tar without a single entry. */
  Layer emptyLayer() throws IOException {
    byte[] tar = new byte[1024];
    return new Layer(blob(gzip(tar), MediaType.OCI_LAYER_GZIP), Digest.ofBytes(tar).toString());
  }

  /** A layer from a packed tar and the tar itself, both files. */
  Layer layer(Path packed, String mediaType, Path tar) throws IOException {
    return new Layer(file(packed, mediaType), hash(tar).toString());
  }

  /** An image of these layers for a platform. */
  Descriptor image(String os, String architecture, List<Layer> layers) throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architecture", architecture);
    config.put("os", os);
    config.put("config", Map.of());
    config.put(
        "rootfs",
        Map.of("type", "layers", "diff_ids", layers.stream().map(Layer::diffId).toList()));
    Descriptor configBlob = blob(JSON.writeValueAsBytes(config), MediaType.OCI_CONFIG);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("config", json(configBlob));
    manifest.put("layers", layers.stream().map(each -> json(each.descriptor())).toList());
    return blob(JSON.writeValueAsBytes(manifest), MediaType.OCI_MANIFEST);
  }

  /** An index of images, by {@code os/architecture}. */
  Descriptor index(Map<String, Descriptor> images) throws IOException {
    List<Map<String, Object>> manifests = new ArrayList<>();
    images.forEach(
        (platform, image) -> {
          Map<String, Object> entry = json(image);
          List<String> parts = List.of(platform.split("/", -1));
          entry.put("platform", Map.of("os", parts.get(0), "architecture", parts.get(1)));
          manifests.add(entry);
        });
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaType.OCI_INDEX);
    index.put("manifests", manifests);
    return blob(JSON.writeValueAsBytes(index), MediaType.OCI_INDEX);
  }

  /** Names a manifest in the layout, and writes the layout's index. */
  Layout tag(String tag, Descriptor manifest) throws IOException {
    Map<String, Object> entry = json(manifest);
    entry.put("annotations", Map.of("org.opencontainers.image.ref.name", tag));
    entries.add(entry);
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("manifests", entries);
    Files.write(folder.resolve("index.json"), JSON.writeValueAsBytes(index));
    return this;
  }

  Descriptor blob(byte[] bytes, String mediaType) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    Files.write(folder.resolve("blobs/sha256").resolve(digest.hex()), bytes);
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  private Descriptor file(Path file, String mediaType) throws IOException {
    Digest digest = hash(file);
    Path target = folder.resolve("blobs/sha256").resolve(digest.hex());
    if (!Files.exists(target)) {
      Files.copy(file, target);
    }
    return Descriptor.of(mediaType, digest, Files.size(file));
  }

  private static Digest hash(Path file) throws IOException {
    MessageDigest hasher = DigestAlgorithm.SHA256.newHasher();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), hasher)) {
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // The stream hashes what passes.
      }
    }
    return Digest.parse("sha256:" + HexFormat.of().formatHex(hasher.digest()));
  }

  static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }

  private static byte[] tar(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      entry.setModTime(0L);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
