package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.registry.content.DamagedBlobException;
import io.outport.registry.content.StoreException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what an endpoint threw into an answer. What is our own fault is logged once with a
 * correlation id, and the client sees that id and nothing else of it.
 */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);
  private static final String RETRY_AFTER_SECONDS = "1";

  private final RandomGenerator random;

  Failures(RandomGenerator random) {
    this.random = random;
  }

  Reply reply(Throwable failure, String method, String path) {
    return switch (failure) {
      case RefusalException refusal -> refusal.reply();
      case OciException e -> Errors.reply(e.code(), String.valueOf(e.getMessage()));
      case StoreException e when e.kind() == StoreException.Kind.BUSY -> busy();
      case DamagedBlobException _ -> damaged();
      case StoreException e when e.kind() == StoreException.Kind.FULL -> full(e, method, path);
      default -> internal(failure, method, path);
    };
  }

  /** The answer to one request too many. */
  static Reply tooMany() {
    return Errors.reply(
            ErrorCode.TOOMANYREQUESTS, "too many requests at once: try again in a moment")
        .with("Retry-After", RETRY_AFTER_SECONDS);
  }

  /** The answer while the process ends. */
  static Reply stopping() {
    return Errors.reply(
            HttpResponseStatus.SERVICE_UNAVAILABLE.code(),
            ErrorCode.UNKNOWN,
            "the registry is stopping: try again in a moment",
            "")
        .with("Retry-After", RETRY_AFTER_SECONDS);
  }

  /** The store has said so in the log. */
  private static Reply damaged() {
    return Errors.reply(
        ErrorCode.BLOB_UNKNOWN,
        "blob unknown: what was stored of it was damaged and has been put aside; push it again");
  }

  private static Reply busy() {
    return Errors.reply(
            ErrorCode.TOOMANYREQUESTS,
            "this upload is in use by another request: try again in a moment")
        .with("Retry-After", RETRY_AFTER_SECONDS);
  }

  private Reply full(StoreException failure, String method, String path) {
    String id = correlationId();
    log.atWarn()
        .setMessage("refused a request: the store is full")
        .addKeyValue("correlationId", id)
        .addKeyValue("method", method)
        .addKeyValue("path", path)
        .addKeyValue("reason", failure.getMessage())
        .log();
    return Errors.reply(
        ErrorCode.INSUFFICIENT_STORAGE.status(),
        ErrorCode.INSUFFICIENT_STORAGE,
        "the registry's storage is full: nothing was changed; free some space, then try again",
        "correlation id " + id);
  }

  private Reply internal(Throwable failure, String method, String path) {
    String id = correlationId();
    log.atError()
        .setMessage("failed to answer a request")
        .addKeyValue("correlationId", id)
        .addKeyValue("method", method)
        .addKeyValue("path", path)
        .setCause(failure)
        .log();
    return Errors.reply(
        ErrorCode.UNKNOWN.status(),
        ErrorCode.UNKNOWN,
        "the registry failed: give its operator this correlation id to find the cause in the log",
        "correlation id " + id);
  }

  private String correlationId() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }
}
