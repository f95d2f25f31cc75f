package io.outport.oci.client;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Quoted;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The first error of a registry's answer (OCI distribution specification, "Error Codes"); both
 * parts are shortened foreign text, empty where the answer had none.
 */
record ErrorDocument(String code, String message) {
  private static final ErrorDocument NONE = new ErrorDocument("", "");

  static ErrorDocument parse(byte[] body) {
    return JsonDocuments.find(body)
        .map(root -> root.path("errors").path(0))
        .map(first -> new ErrorDocument(text(first, "code"), text(first, "message")))
        .orElse(NONE);
  }

  Optional<ErrorCode> knownCode() {
    return Arrays.stream(ErrorCode.values()).filter(each -> each.name().equals(code)).findFirst();
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? Quoted.shorten(value.stringValue()) : "";
  }
}
