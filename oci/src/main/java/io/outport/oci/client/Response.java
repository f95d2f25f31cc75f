package io.outport.oci.client;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.oci.model.ErrorCode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An answer whose headers have come and whose body is read from here; used by one thread. */
final class Response implements AutoCloseable {
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int MAX_DRAINED_BYTES = 16 * 1024;
  private static final int CHUNK_BYTES = 16 * 1024;

  private final Call call;
  private final HttpResponse<BodyPipe> answer;
  private boolean handedOver;
  private boolean failed;

  Response(Call call, HttpResponse<BodyPipe> answer) {
    this.call = call;
    this.answer = answer;
  }

  int status() {
    return answer.statusCode();
  }

  /** Where the answer came from, after redirects. */
  URI uri() {
    return call.uri();
  }

  String action() {
    return call.action();
  }

  Optional<String> header(String name) {
    return answer.headers().firstValue(name);
  }

  List<String> headers(String name) {
    return answer.headers().allValues(name);
  }

  OptionalLong contentLength() {
    try {
      return answer.headers().firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      throw protocol("sent a Content-Length that is not a number");
    }
  }

  /** Passes the body's ownership to the caller, who closes this response. */
  Response handOver() {
    handedOver = true;
    return this;
  }

  boolean isHandedOver() {
    return handedOver;
  }

  /** Reads at least one byte of the body, or says -1 at its end. */
  int read(ByteBuffer target) {
    boolean done = false;
    try {
      int read = answer.body().read(target);
      done = true;
      return read;
    } catch (BodyPipe.BrokenBodyException e) {
      throw Failures.cut(call.action(), call.uri(), e.getCause());
    } catch (BodyPipe.StalledBodyException e) {
      throw Failures.stalled(call.action(), call.uri(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      throw Failures.cancelled(call.action(), e);
    } finally {
      failed |= !done;
    }
  }

  /** The whole body, refused when it is larger than the limit. */
  byte[] bytes(int limit) {
    if (contentLength().orElse(0) > limit) {
      throw protocol("sent an answer of more than %d bytes".formatted(limit));
    }
    ByteBuffer target = ByteBuffer.allocate(Math.min(CHUNK_BYTES, limit + 1));
    while (read(target) >= 0) {
      if (target.position() > limit) {
        throw protocol("sent an answer of more than %d bytes".formatted(limit));
      }
      if (!target.hasRemaining()) {
        int larger = (int) Math.min(limit + 1L, target.capacity() * 2L);
        target = ByteBuffer.allocate(larger).put(target.flip());
      }
    }
    return Arrays.copyOf(target.array(), target.position());
  }

  RegistryException protocol(String what) {
    return Failures.protocol(call.action(), call.uri(), what);
  }

  RegistryException corrupt(String what) {
    return Failures.corrupt(call.action(), call.uri(), what);
  }

  /** The failure that this answer reports. */
  RegistryException failure(Instant now) {
    ErrorDocument document = ErrorDocument.parse(errorBytes());
    Kind kind = kindOf(status());
    Duration retryAfter =
        header("Retry-After").flatMap(text -> RetryAfter.parse(text, now)).orElse(null);
    String said = document.message().isEmpty() ? "" : ": \"" + document.message() + "\"";
    return new RegistryException(
        kind,
        "cannot %s: %s answered %d%s%s. %s"
            .formatted(
                call.action(),
                Failures.where(call.uri()),
                status(),
                document.code().isEmpty() ? "" : " " + document.code(),
                said,
                advice(kind)),
        document.knownCode().or(() -> defaultCode(kind)).orElse(null),
        retryAfter,
        null);
  }

  /** Gives the connection back where little is left to read, and drops it otherwise. */
  @Override
  public void close() {
    try (BodyPipe body = answer.body()) {
      long left = answer.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
      if (!handedOver && !failed && left <= MAX_DRAINED_BYTES) {
        ByteBuffer sink = ByteBuffer.allocate(MAX_DRAINED_BYTES);
        int read;
        do {
          read = body.read(sink.clear());
        } while (read >= 0);
      }
    } catch (BodyPipe.BrokenBodyException
        | BodyPipe.StalledBodyException
        | NumberFormatException ignored) {
      // The answer was used already; only the connection's reuse is lost.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] errorBytes() {
    try {
      return bytes(MAX_ERROR_BYTES);
    } catch (RegistryException ignored) {
      // The status alone says enough; the body was to add words.
      return new byte[0];
    }
  }

  private static Optional<ErrorCode> defaultCode(Kind kind) {
    return switch (kind) {
      case UNAUTHORIZED -> Optional.of(ErrorCode.UNAUTHORIZED);
      case DENIED -> Optional.of(ErrorCode.DENIED);
      case RATE_LIMITED -> Optional.of(ErrorCode.TOOMANYREQUESTS);
      case UNREACHABLE,
          UNTRUSTED,
          NOT_FOUND,
          REJECTED,
          UNAVAILABLE,
          STALLED,
          CUT,
          PROTOCOL,
          CORRUPT,
          CANCELLED ->
          Optional.empty();
    };
  }

  private static Kind kindOf(int status) {
    return switch (status) {
      case 401 -> Kind.UNAUTHORIZED;
      case 403 -> Kind.DENIED;
      case 404 -> Kind.NOT_FOUND;
      case 408, 425 -> Kind.UNAVAILABLE;
      case 429 -> Kind.RATE_LIMITED;
      case 501, 505 -> Kind.REJECTED;
      default -> {
        if (status >= 500) {
          yield Kind.UNAVAILABLE;
        }
        yield status >= 400 ? Kind.REJECTED : Kind.PROTOCOL;
      }
    };
  }

  private static String advice(Kind kind) {
    return switch (kind) {
      case UNAUTHORIZED -> "Check the user name and the password.";
      case DENIED -> "Ask for a token whose scope allows it.";
      case NOT_FOUND -> "Check the name.";
      case RATE_LIMITED -> "Try again later.";
      case UNAVAILABLE -> "Try again later, and look at the registry's log.";
      case REJECTED -> "The request cannot succeed as it is.";
      case PROTOCOL -> "This is not what a registry answers; check the address.";
      case UNREACHABLE, UNTRUSTED, STALLED, CUT, CORRUPT, CANCELLED -> "Try again.";
    };
  }
}
