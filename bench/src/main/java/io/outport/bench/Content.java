package io.outport.bench;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Makes what the servers hold: random, so that no compression and no deduplication helps one. */
record Content(Path folder, RandomGenerator random) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int CHUNK = 1 << 20;

  /** A new blob of random bytes. */
  Blob blob(long size) throws IOException {
    Path file = Files.createTempFile(folder, "blob", "");
    MessageDigest hasher = DigestAlgorithm.SHA256.newHasher();
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hasher)) {
      for (long left = size; left > 0; left -= CHUNK) {
        random.nextBytes(chunk);
        out.write(chunk, 0, (int) Math.min(left, CHUNK));
      }
    }
    return new Blob(file, Digest.ofHash(DigestAlgorithm.SHA256, hasher.digest()), size);
  }

  /** A new config of this size. */
  Blob config(int size) throws IOException {
    String frame = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"%s\"}";
    byte[] filling = new byte[size];
    random.nextBytes(filling);
    String text = Base64.getEncoder().encodeToString(filling);
    String author = text.substring(0, size - (frame.length() - 2));
    byte[] bytes = frame.formatted(author).getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(Files.createTempFile(folder, "config", ""), bytes);
    return new Blob(file, Digest.ofBytes(bytes), bytes.length);
  }

  /** An image of these; the note makes it another one. */
  Image image(Blob config, List<Blob> layers, String note) {
    Map<String, Object> manifest = manifest(config, layers, note);
    List<Blob> blobs = new ArrayList<>(layers);
    blobs.add(config);
    return new Image(JSON.writeValueAsString(manifest), blobs);
  }

  /** An artifact that refers to an image. */
  Image artifact(Blob config, Image subject, String note) {
    Map<String, Object> manifest = manifest(config, List.of(), note);
    manifest.put("artifactType", "application/vnd.outport.bench");
    manifest.put(
        "subject", descriptor(MediaType.OCI_MANIFEST, subject.digest(), subject.manifest().length));
    return new Image(JSON.writeValueAsString(manifest), List.of(config));
  }

  /** The digest of a part of a blob. */
  static Digest digest(Blob blob, long from, int length) throws IOException {
    byte[] part = new byte[length];
    try (RandomAccessFile file = new RandomAccessFile(blob.file().toFile(), "r")) {
      file.seek(from);
      file.readFully(part);
    }
    return Digest.ofBytes(part);
  }

  private static Map<String, Object> manifest(Blob config, List<Blob> layers, String note) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("config", descriptor(MediaType.OCI_CONFIG, config.digest(), config.size()));
    manifest.put(
        "layers",
        layers.stream()
            .map(each -> descriptor(MediaType.OCI_LAYER_GZIP, each.digest(), each.size()))
            .toList());
    manifest.put("annotations", Map.of("note", note));
    return manifest;
  }

  private static Map<String, Object> descriptor(String mediaType, Digest digest, long size) {
    return Map.of("mediaType", mediaType, "digest", digest.toString(), "size", size);
  }
}
