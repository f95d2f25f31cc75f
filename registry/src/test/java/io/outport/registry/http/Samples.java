package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Content for tests. */
final class Samples {
  private Samples() {}

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An image manifest with this config and no layers. */
  static String manifest(byte[] config) {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[]}\
    """
        .formatted(MediaType.OCI_MANIFEST, descriptor(MediaType.OCI_CONFIG, config));
  }

  /** An artifact that refers to a subject. */
  static String artifact(String artifactType, byte[] config, String subject) {
    return """
    {"schemaVersion":2,"mediaType":"%s","artifactType":"%s","config":%s,"layers":[],\
    "subject":%s,"annotations":{"note":"%s"}}\
    """
        .formatted(
            MediaType.OCI_MANIFEST,
            artifactType,
            descriptor(MediaType.EMPTY_JSON, config),
            descriptor(MediaType.OCI_MANIFEST, utf8(subject)),
            artifactType);
  }

  static String descriptor(String mediaType, byte[] content) {
    return """
    {"mediaType":"%s","digest":"%s","size":%s}\
    """
        .formatted(mediaType, Digest.ofBytes(content), Integer.toString(content.length));
  }
}
