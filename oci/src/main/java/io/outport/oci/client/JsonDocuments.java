package io.outport.oci.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Reads small JSON documents of foreign registries. */
final class JsonDocuments {
  /** Largest document read, in bytes. */
  static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final int MAX_NESTING = 32;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .build();

  private JsonDocuments() {}

  /** The object in these bytes; empty when there is none. */
  static Optional<JsonNode> find(byte[] bytes) {
    try {
      return Optional.ofNullable(MAPPER.readTree(bytes)).filter(JsonNode::isObject);
    } catch (JacksonException ignored) {
      // The caller asked whether it is a document; "no" is an answer.
      return Optional.empty();
    }
  }

  /** The object that an answer must be. */
  static JsonNode read(Response response) {
    return find(response.bytes(MAX_BYTES))
        .orElseThrow(() -> response.protocol("sent an answer that is not a JSON object"));
  }

  /** The texts of a list; a missing or null list is empty, other items are left out. */
  static List<String> texts(JsonNode list) {
    List<String> found = new ArrayList<>();
    for (JsonNode each : list) {
      if (each.isString()) {
        found.add(each.stringValue());
      }
    }
    return found;
  }
}
