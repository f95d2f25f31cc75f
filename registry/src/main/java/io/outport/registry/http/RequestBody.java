package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A request's body as blocking reads. The event loop hands over only as many buffers as were asked
 * for, so a slow store slows the client and memory stays bounded: {@link #WINDOW} buffers.
 *
 * <p>One reader; the reader's thread may wait. Nothing is read before the first {@link #next}.
 */
final class RequestBody {
  private static final int WINDOW = 16;
  private static final int REFILL = WINDOW / 2;

  private sealed interface Event {
    record Chunk(Buffer bytes) implements Event {}

    record End() implements Event {}

    record Broken(Throwable cause) implements Event {}
  }

  private final HttpServerRequest request;
  private final Context context;
  private final RegistrySettings.Limits limits;
  private final InstantSource clock;
  // Bounded by the window: the event loop adds a chunk only when one was fetched.
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private boolean started;
  private boolean ended;
  private int taken;

  /**
   * How long we have waited for the client, and how much came, since the rate was last looked at.
   */
  private long waitedMillis;

  private long cameBytes;

  private RequestBody(
      HttpServerRequest request,
      Context context,
      RegistrySettings.Limits limits,
      InstantSource clock) {
    this.request = request;
    this.context = context;
    this.limits = limits;
    this.clock = clock;
  }

  /** Takes over the body of a paused request; call on the event loop. */
  static RequestBody of(
      HttpServerRequest request,
      Context context,
      RegistrySettings.Limits limits,
      InstantSource clock) {
    RequestBody body = new RequestBody(request, context, limits, clock);
    request.handler(bytes -> body.events.add(new Event.Chunk(bytes)));
    request.endHandler(_ -> body.events.add(new Event.End()));
    request.exceptionHandler(cause -> body.events.add(new Event.Broken(cause)));
    return body;
  }

  /**
   * The next bytes, or empty at the end of the body.
   *
   * @throws ClientGoneException when the connection ends first
   * @throws RefusalException (408) when the client sends nothing for the idle time, or less than
   *     the slowest rate over as long
   */
  Optional<ByteBuffer> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    if (!started) {
      started = true;
      fetch(WINDOW);
    }
    return switch (take()) {
      case Event.Chunk chunk -> {
        cameBytes += chunk.bytes().length();
        refill();
        yield Optional.of(ByteBuffer.wrap(chunk.bytes().getBytes()));
      }
      case Event.End end -> {
        ended = true;
        yield Optional.empty();
      }
      case Event.Broken broken -> throw new ClientGoneException(broken.cause());
    };
  }

  /**
   * The whole body.
   *
   * @param what how the client calls it, for the refusal
   * @throws OciException {@code TOO_LARGE} as soon as it is larger than the limit
   */
  byte[] readAll(int maxBytes, String what) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Optional<ByteBuffer> next = next(); next.isPresent(); next = next()) {
      ByteBuffer bytes = next.get();
      if (bytes.remaining() > maxBytes - all.size()) {
        throw new OciException(
            ErrorCode.TOO_LARGE,
            "%s is larger than the limit of %d bytes".formatted(what, maxBytes));
      }
      all.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
    return all.toByteArray();
  }

  private void refill() throws ClientGoneException {
    taken++;
    if (taken == REFILL) {
      taken = 0;
      fetch(REFILL);
    }
  }

  private void fetch(int buffers) throws ClientGoneException {
    try {
      context.runOnContext(_ -> request.fetch(buffers));
    } catch (RejectedExecutionException e) {
      // The server has stopped, and its connections with it.
      throw new ClientGoneException(e);
    }
  }

  private Event take() throws IOException {
    Event ready = events.poll();
    return ready == null ? await() : ready;
  }

  private Event await() throws IOException {
    long idleMillis = limits.bodyIdle().toMillis();
    long began = clock.millis();
    try {
      Event event = events.poll(idleMillis, TimeUnit.MILLISECONDS);
      if (event == null) {
        throw tooSlow("nothing came for %d seconds".formatted(limits.bodyIdle().toSeconds()));
      }
      // Somebody may set the clock while we wait.
      requireRate(Math.clamp(clock.millis() - began, 0, idleMillis));
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("stopped while waiting for a request's body").initCause(e);
    }
  }

  /** Counts only the time that we waited: a slow store is not the client's doing. */
  private void requireRate(long millis) {
    waitedMillis += millis;
    if (waitedMillis < limits.bodyIdle().toMillis()) {
      return;
    }
    if (cameBytes < limits.minBodyRate() * waitedMillis / TimeUnit.SECONDS.toMillis(1)) {
      throw tooSlow("fewer than %d bytes a second came".formatted(limits.minBodyRate()));
    }
    waitedMillis = 0;
    cameBytes = 0;
  }

  private static RefusalException tooSlow(String what) {
    return new RefusalException(
        Errors.reply(
            HttpResponseStatus.REQUEST_TIMEOUT.code(),
            ErrorCode.BLOB_UPLOAD_INVALID,
            "the body stopped: %s; send it again".formatted(what),
            ""));
  }
}
