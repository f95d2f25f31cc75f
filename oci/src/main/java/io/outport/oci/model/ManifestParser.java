package io.outport.oci.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Reads manifests and indexes from foreign bytes, strictly in what it uses, blind to the rest. */
final class ManifestParser {
  private static final int MAX_NESTING = 64;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .build();

  private ManifestParser() {}

  static Manifest parse(String mediaType, byte[] bytes) {
    JsonNode root = readObject(bytes);
    String declared = MediaType.essence(text(root, "mediaType"));
    String travelled = MediaType.essence(mediaType);
    String type = travelled.isEmpty() ? declared : travelled;
    if (!declared.isEmpty() && !declared.equals(type)) {
      throw invalid(
          "it says mediaType '%s' but came as '%s'"
              .formatted(Quoted.shorten(declared), Quoted.shorten(type)));
    }
    rejectMixture(root);
    rejectDisguise(root, type);
    List<Descriptor> blobs = new ArrayList<>();
    descriptor(root.path("config"), "config").ifPresent(blobs::add);
    blobs.addAll(descriptors(root, "layers"));
    blobs.addAll(descriptors(root, "blobs"));
    return new Manifest(
        type,
        artifactType(root),
        blobs,
        descriptors(root, "manifests"),
        descriptor(root.path("subject"), "subject").orElse(null),
        annotations(root.path("annotations")));
  }

  private static JsonNode readObject(byte[] bytes) {
    if (bytes.length > Manifest.MAX_BYTES) {
      throw new OciException(
          ErrorCode.TOO_LARGE,
          "manifest has %d bytes, more than the limit of %d"
              .formatted(bytes.length, Manifest.MAX_BYTES));
    }
    try {
      JsonNode root = MAPPER.readTree(bytes);
      if (root == null || !root.isObject()) {
        throw invalid("it is not a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      throw new OciException(
          ErrorCode.MANIFEST_INVALID, "manifest is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A document that is both an image and an index is read differently by different clients. */
  private static void rejectMixture(JsonNode root) {
    if (root.has("manifests") && holdsBlobs(root)) {
      throw invalid("it holds both 'manifests' and 'config', 'layers' or 'blobs'");
    }
    if (!root.path("schemaVersion").isMissingNode() && root.path("schemaVersion").asInt(0) != 2) {
      throw invalid("schemaVersion must be 2");
    }
  }

  /** An index that travels as an image (or the reverse) would be read by its type elsewhere. */
  private static void rejectDisguise(JsonNode root, String type) {
    if (MediaType.isImageManifest(type) && root.has("manifests")) {
      throw invalid("it came as '%s' but holds 'manifests'".formatted(type));
    }
    if (MediaType.isIndex(type) && holdsBlobs(root)) {
      throw invalid("it came as '%s' but holds 'config', 'layers' or 'blobs'".formatted(type));
    }
  }

  private static boolean holdsBlobs(JsonNode root) {
    return root.has("config") || root.has("layers") || root.has("blobs");
  }

  private static String artifactType(JsonNode root) {
    String declared = text(root, "artifactType");
    return declared.isEmpty() ? text(root.path("config"), "mediaType") : declared;
  }

  private static List<Descriptor> descriptors(JsonNode root, String field) {
    JsonNode array = root.path(field);
    if (array.isMissingNode() || array.isNull()) {
      return List.of();
    }
    if (!array.isArray()) {
      throw invalid("'%s' is not a list".formatted(field));
    }
    List<Descriptor> found = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String where = "%s[%d]".formatted(field, i);
      found.add(descriptor(array.get(i), where).orElseThrow(() -> invalid(where + " is empty")));
    }
    return found;
  }

  private static Optional<Descriptor> descriptor(JsonNode node, String where) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.path("size").isIntegralNumber() || !node.path("size").canConvertToLong()) {
      throw invalid("%s has no whole-number size".formatted(where));
    }
    Digest digest =
        Digest.find(text(node, "digest"))
            .orElseThrow(() -> invalid("%s has no valid digest".formatted(where)));
    return Optional.of(
        new Descriptor(
            text(node, "mediaType"),
            digest,
            node.path("size").asLong(),
            text(node, "artifactType"),
            annotations(node.path("annotations")),
            platform(node.path("platform"))));
  }

  private static @Nullable Platform platform(JsonNode node) {
    return node.isObject()
        ? new Platform(text(node, "os"), text(node, "architecture"), text(node, "variant"))
        : null;
  }

  private static Map<String, String> annotations(JsonNode node) {
    Map<String, String> found = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getValue().isString()) {
        found.put(entry.getKey(), entry.getValue().stringValue());
      }
    }
    return found;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  private static OciException invalid(String why) {
    return new OciException(ErrorCode.MANIFEST_INVALID, "manifest is invalid: " + why);
  }
}
