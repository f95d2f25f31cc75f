package io.outport.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Results as YAML; its library is loaded with this class alone. */
final class Yaml {
  private Yaml() {}

  /** The document, which ends with a line break. */
  static String text(JsonNode tree) {
    return YAMLMapper.builder()
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .build()
        .writeValueAsString(tree);
  }
}
