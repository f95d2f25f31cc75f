package io.outport.oci.client;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, pulled by its one reader: the client reads ahead by one batch (48 KiB at most)
 * and no further. All bytes that arrived are delivered before the failure that followed them.
 *
 * <p>The JDK's request timer ends at the headers, so the reader's wait itself is bounded here, by
 * the idle limit and the minimum rate of {@link ClientSettings}.
 */
final class BodyPipe implements HttpResponse.BodySubscriber<BodyPipe>, AutoCloseable {

  /** What the connection's side hands to the reader. */
  private sealed interface Event {
    record Bytes(List<ByteBuffer> batch) implements Event {}

    record End() implements Event {}

    record Broken(Throwable cause) implements Event {}
  }

  /** A body that ended with an error of the connection. */
  static final class BrokenBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenBodyException(Throwable cause) {
      super(cause);
    }
  }

  /** A body that was silent, or slower than allowed, for too long. */
  static final class StalledBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    StalledBodyException(String message) {
      super(message);
    }
  }

  // Holds one requested batch and one end at most: nothing is requested before a batch is taken.
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
  private final ClientSettings settings;
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private @Nullable Event last;
  private long waitedNanos;
  private long arrivedBytes;

  BodyPipe(ClientSettings settings) {
    this.settings = settings;
  }

  @Override
  public CompletionStage<BodyPipe> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (subscribed.complete(subscription)) {
      subscription.request(1);
    } else {
      subscription.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> batch) {
    events.add(new Event.Bytes(batch));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Event.Broken(cause));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  /** Reads at least one byte into the target, or says -1 at the end. */
  int read(ByteBuffer target)
      throws BrokenBodyException, StalledBodyException, InterruptedException {
    while (true) {
      ByteBuffer next = current.peek();
      if (next != null && next.hasRemaining()) {
        return transfer(next, target);
      }
      if (next != null) {
        current.remove();
      } else if (!takeBatch()) {
        return -1;
      }
    }
  }

  /** Ends the body: a connection with unread bytes is dropped. */
  @Override
  public void close() {
    subscribed.cancel(false);
    if (last == null && !subscribed.isCancelled()) {
      subscribed.resultNow().cancel();
    }
  }

  private static int transfer(ByteBuffer from, ByteBuffer target) {
    int length = Math.min(from.remaining(), target.remaining());
    target.put(target.position(), from, from.position(), length);
    target.position(target.position() + length);
    from.position(from.position() + length);
    return length;
  }

  /** Says false at the end of the body. */
  private boolean takeBatch()
      throws BrokenBodyException, StalledBodyException, InterruptedException {
    Event event = last == null ? await() : last;
    return switch (event) {
      case Event.Bytes(List<ByteBuffer> batch) -> {
        current.addAll(batch);
        batch.forEach(each -> arrivedBytes += each.remaining());
        subscribed.resultNow().request(1);
        yield true;
      }
      case Event.End end -> {
        last = end;
        yield false;
      }
      case Event.Broken broken -> {
        last = broken;
        throw new BrokenBodyException(broken.cause());
      }
    };
  }

  private Event await() throws StalledBodyException, InterruptedException {
    long idleNanos = settings.idleLimit().toNanos();
    long windowNanos = settings.minimumRateWindow().toNanos();
    long idled = 0;
    while (true) {
      long started = System.nanoTime();
      long patience = Math.max(1, Math.min(idleNanos - idled, windowNanos - waitedNanos));
      Event event = events.poll(patience, TimeUnit.NANOSECONDS);
      long waited = System.nanoTime() - started;
      idled += waited;
      waitedNanos += waited;
      if (event != null) {
        return event;
      }
      if (idled >= idleNanos) {
        throw new StalledBodyException(
            "no byte came for %d s".formatted(settings.idleLimit().toSeconds()));
      }
      judgeRate(windowNanos);
    }
  }

  /** Judges the rate after each window of waiting, and starts the next one. */
  private void judgeRate(long windowNanos) throws StalledBodyException {
    if (waitedNanos < windowNanos) {
      return;
    }
    double rate = arrivedBytes * 1e9 / waitedNanos;
    waitedNanos = 0;
    arrivedBytes = 0;
    if (rate < settings.minimumBytesPerSecond()) {
      throw new StalledBodyException(
          "it came at %d B/s, slower than the minimum of %d B/s"
              .formatted((long) rate, settings.minimumBytesPerSecond()));
    }
  }
}
