package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The JSON documents of the image and its layout (OCI image specification 1.1). */
final class ImageDocuments {
  static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

  private static final String TAG = "latest";
  private static final String USER = "65532";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ImageDocuments() {}

  /**
   * How to run the image; starts {@code outport} with the container's arguments.
   *
   * @param options more of the JVM's
   */
  static byte[] config(List<Layer> layers, List<String> options) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("User", USER);
    run.put("ExposedPorts", Map.of("8443/tcp", Map.of()));
    run.put("Env", List.of("PATH=/" + RuntimeLink.FOLDER + "/bin", "HOME=/tmp"));
    run.put("Entrypoint", entrypoint(options));
    run.put("Cmd", List.of("--help"));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("created", "1970-01-01T00:00:00Z");
    config.put("architecture", SystemLibraries.architecture());
    config.put("os", "linux");
    config.put("config", run);
    List<String> diffs = layers.stream().map(each -> each.diffId().toString()).toList();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("type", "layers");
    root.put("diff_ids", diffs);
    config.put("rootfs", root);
    return JSON.writeValueAsBytes(config);
  }

  /** No shell, so no script: the JVM itself, with what the launcher would give it. */
  static List<String> entrypoint(List<String> options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "/" + RuntimeLink.FOLDER + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djdk.httpclient.receiveBufferSize=262144"));
    words.addAll(options);
    words.addAll(List.of("-cp", "/" + ImageJars.FOLDER + "/*", "io.outport.dist.Outport"));
    return List.copyOf(words);
  }

  static byte[] manifest(Descriptor config, List<Layer> layers) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("config", json(config));
    manifest.put("layers", layers.stream().map(each -> json(each.descriptor())).toList());
    return JSON.writeValueAsBytes(manifest);
  }

  static byte[] index(Descriptor manifest) {
    Map<String, Object> entry = json(manifest);
    entry.put("annotations", Map.of(REF_NAME, TAG));
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaType.OCI_INDEX);
    index.put("manifests", List.of(entry));
    return JSON.writeValueAsBytes(index);
  }

  /** The manifest that an index of ours names. */
  static Digest manifestOf(byte[] index) {
    return Digest.parse(JSON.readTree(index).path("manifests").path(0).path("digest").asString());
  }

  static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }
}
