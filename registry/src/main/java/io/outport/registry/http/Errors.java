package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error body of the distribution specification ("Error Codes"): {@code {"errors":[{"code":…,
 * "message":…,"detail":…}]}}.
 */
final class Errors {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Errors() {}

  static Reply reply(ErrorCode code, String message) {
    return reply(code.status(), code, message, "");
  }

  /** The detail is left out where it is empty. */
  static Reply reply(int status, ErrorCode code, String message, String detail) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode error = root.putArray("errors").addObject();
    error.put("code", code.name());
    error.put("message", message);
    if (!detail.isEmpty()) {
      error.put("detail", detail);
    }
    return Reply.json(status, MAPPER.writeValueAsString(root));
  }
}
