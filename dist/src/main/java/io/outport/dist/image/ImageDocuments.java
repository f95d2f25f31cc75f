package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/** The JSON documents of the image and its layout (OCI image specification 1.1). */
final class ImageDocuments {
  static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

  private static final String TAG = "latest";
  private static final String OS = "linux";
  private static final String USER = "65532";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ImageDocuments() {}

  /**
   * How to run the image on a platform; starts {@code outport} with the container's arguments.
   *
   * @param options more of the JVM's
   */
  static byte[] config(Platform platform, List<Layer> layers, List<String> options) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("User", USER);
    run.put("ExposedPorts", Map.of("8443/tcp", Map.of()));
    run.put("Env", List.of("PATH=/" + RuntimeLink.FOLDER + "/bin", "HOME=/tmp"));
    run.put("Entrypoint", entrypoint(options));
    run.put("Cmd", List.of("--help"));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("created", "1970-01-01T00:00:00Z");
    config.put("architecture", platform.architecture());
    config.put("os", OS);
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

  /** What a layout's {@code index.json} says. */
  static byte[] layoutIndex(Descriptor root) {
    Map<String, Object> entry = json(root);
    entry.put("annotations", Map.of(REF_NAME, TAG));
    return index(List.of(entry));
  }

  /** An image's index: its manifest for each platform. */
  static byte[] index(SequencedMap<Platform, Descriptor> manifests) {
    List<Map<String, Object>> entries = new ArrayList<>();
    manifests.forEach(
        (platform, manifest) -> {
          Map<String, Object> entry = json(manifest);
          Map<String, Object> named = new LinkedHashMap<>();
          named.put("architecture", platform.architecture());
          named.put("os", OS);
          entry.put("platform", named);
          entries.add(entry);
        });
    return index(entries);
  }

  private static byte[] index(List<Map<String, Object>> entries) {
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaType.OCI_INDEX);
    index.put("manifests", entries);
    return JSON.writeValueAsBytes(index);
  }

  static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }
}
