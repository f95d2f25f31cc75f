package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.audit.AuditLog;
import io.outport.hub.resource.Principal;
import io.outport.hubapi.model.ArmError;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Has every call of a signed-in caller that may change something in the audit log, and answers each
 * call with its correlation id: the caller's own ({@code x-ms-correlation-request-id}) or a new
 * one.
 */
record Audited(AuditLog log, Function<JsonRequest, Optional<Principal>> callers) {
  static final String CORRELATION = "x-ms-correlation-request-id";

  private static final Pattern CORRELATION_ID = Pattern.compile("[0-9A-Za-z-]{1,64}");
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final int FAILED = 500;

  JsonReply answer(JsonRequest request, Function<JsonRequest, JsonReply> work) {
    String correlation =
        request
            .header(CORRELATION)
            .filter(given -> CORRELATION_ID.matcher(given).matches())
            .orElseGet(() -> UUID.randomUUID().toString());
    Optional<Principal> caller =
        READS.contains(request.method()) ? Optional.empty() : callers.apply(request);
    JsonReply reply =
        caller.isEmpty()
            ? refusalAsReply(request, work)
            : recorded(caller.get(), request, correlation, work);
    return reply.with(CORRELATION, correlation);
  }

  private JsonReply recorded(
      Principal caller,
      JsonRequest request,
      String correlation,
      Function<JsonRequest, JsonReply> work) {
    String path = "/" + String.join("/", request.segments());
    long number = log.begin(caller.name(), request.method(), path, correlation);
    int status = FAILED;
    try {
      JsonReply reply = refusalAsReply(request, work);
      status = reply.status();
      return reply;
    } finally {
      log.end(number, status);
    }
  }

  private static JsonReply refusalAsReply(
      JsonRequest request, Function<JsonRequest, JsonReply> work) {
    try {
      return work.apply(request);
    } catch (JsonRefusal refusal) {
      return JsonReply.json(
          refusal.status(), ArmError.of(refusal.code(), String.valueOf(refusal.getMessage())));
    }
  }
}
