package io.outport.oci.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A manifest as a test thinks of it: writes itself as JSON, and says how it must be read. */
record ManifestModel(
    String mediaType,
    String artifactType,
    @Nullable Descriptor config,
    List<Descriptor> layers,
    List<Descriptor> manifests,
    @Nullable Descriptor subject,
    Map<String, String> annotations) {
  private static final List<String> TEXTS =
      List.of("a", "İ", "x y", "\"quoted\"", "back\\slash", "new\nline", "😀", "org.example/key");

  static ManifestModel random(Random random) {
    boolean index = random.nextBoolean();
    return new ManifestModel(
        index ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST,
        random.nextBoolean() ? "application/vnd.example." + random.nextInt(9) : "",
        index || random.nextInt(4) == 0 ? null : descriptor(random, false),
        index ? List.of() : descriptors(random, false),
        index ? descriptors(random, true) : List.of(),
        random.nextBoolean() ? descriptor(random, false) : null,
        texts(random));
  }

  Manifest expected() {
    String type = artifactType.isEmpty() && config != null ? config.mediaType() : artifactType;
    List<Descriptor> blobs = Stream.concat(Stream.ofNullable(config), layers.stream()).toList();
    return new Manifest(mediaType, type, blobs, manifests, subject, annotations);
  }

  /** The fields come in a random order, some with fields that nobody knows between them. */
  String json(Random random) {
    List<String> fields = new ArrayList<>();
    fields.add("\"schemaVersion\":2");
    if (random.nextBoolean()) {
      fields.add(field("mediaType", mediaType));
    }
    if (!artifactType.isEmpty()) {
      fields.add(field("artifactType", artifactType));
    }
    if (config != null) {
      fields.add("\"config\":" + write(config));
    }
    if (subject != null) {
      fields.add("\"subject\":" + write(subject));
    }
    if (!layers.isEmpty()) {
      fields.add("\"layers\":" + write(layers));
    }
    if (!manifests.isEmpty()) {
      fields.add("\"manifests\":" + write(manifests));
    }
    fields.add("\"annotations\":" + write(annotations));
    fields.add("\"x-unknown\":{\"layers\":[{}],\"subject\":7}");
    Collections.shuffle(fields, random);
    return "{" + String.join(random.nextBoolean() ? "," : " ,\n\t", fields) + "}";
  }

  private static List<Descriptor> descriptors(Random random, boolean withPlatform) {
    return Stream.generate(() -> descriptor(random, withPlatform))
        .limit(random.nextInt(5))
        .toList();
  }

  private static Descriptor descriptor(Random random, boolean withPlatform) {
    byte[] content = new byte[8];
    random.nextBytes(content);
    DigestAlgorithm algorithm =
        random.nextBoolean() ? DigestAlgorithm.SHA256 : DigestAlgorithm.SHA512;
    return new Descriptor(
        "application/vnd.example.layer" + random.nextInt(9),
        Digest.ofBytes(algorithm, content),
        random.nextLong() >>> random.nextInt(1, 63),
        random.nextBoolean() ? "application/vnd.example.artifact" : "",
        texts(random),
        withPlatform && random.nextBoolean()
            ? new Platform("linux", "arm64", random.nextBoolean() ? "v8" : "")
            : null);
  }

  private static Map<String, String> texts(Random random) {
    Map<String, String> texts = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      texts.put(TEXTS.get(random.nextInt(TEXTS.size())), TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return texts;
  }

  private static String write(List<Descriptor> all) {
    return all.stream().map(ManifestModel::write).collect(Collectors.joining(",", "[", "]"));
  }

  private static String write(Descriptor one) {
    List<String> fields = new ArrayList<>();
    fields.add(field("mediaType", one.mediaType()));
    fields.add(field("digest", one.digest().toString()));
    fields.add("\"size\":" + one.size());
    fields.add("\"annotations\":" + write(one.annotations()));
    if (!one.artifactType().isEmpty()) {
      fields.add(field("artifactType", one.artifactType()));
    }
    one.platform()
        .ifPresent(
            platform ->
                fields.add(
                    "\"platform\":{"
                        + field("os", platform.os())
                        + ","
                        + field("architecture", platform.architecture())
                        + (platform.variant().isEmpty()
                            ? ""
                            : "," + field("variant", platform.variant()))
                        + "}"));
    return "{" + String.join(",", fields) + "}";
  }

  private static String write(Map<String, String> texts) {
    return texts.entrySet().stream()
        .map(each -> field(each.getKey(), each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String field(String name, String value) {
    return quote(name) + ":" + quote(value);
  }

  private static String quote(String text) {
    return text.chars().mapToObj(ManifestModel::escape).collect(Collectors.joining("", "\"", "\""));
  }

  /** A half of a surrogate pair may stand alone in JSON, but only escaped. */
  private static String escape(int c) {
    boolean plain = c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate((char) c);
    return plain ? Character.toString(c) : "\\u" + HexFormat.of().toHexDigits((char) c);
  }
}
