package io.outport.dist.image;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Sums up the inputs of a layer. */
final class InputHash {
  /** Changes whenever the same inputs make another layer. */
  private static final String FORMAT = "1";

  private final MessageDigest hasher = DigestAlgorithm.SHA256.newHasher();

  InputHash(String layer) {
    text(FORMAT).text(layer);
  }

  InputHash text(String text) {
    hasher.update(text.getBytes(StandardCharsets.UTF_8));
    hasher.update((byte) 0);
    return this;
  }

  InputHash file(Path file) throws IOException {
    text(String.valueOf(file.getFileName()));
    Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), hasher));
    return this;
  }

  String key() {
    return Digest.ofHash(DigestAlgorithm.SHA256, hasher.digest()).hex();
  }
}
