package io.outport.hub.event;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The first part of a body, as text; the rest is never taken. */
final class BoundedText implements HttpResponse.BodySubscriber<String> {
  /** Most bytes of an answer that are read. */
  static final int MAX_BYTES = 4_096;

  private final byte[] bytes = new byte[MAX_BYTES];
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private int size;
  private Flow.@Nullable Subscription subscription;

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int taken = Math.min(buffer.remaining(), MAX_BYTES - size);
      buffer.get(bytes, size, taken);
      size += taken;
    }
    if (size == MAX_BYTES && subscription != null) {
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    text.complete(new String(bytes, 0, size, StandardCharsets.UTF_8));
  }
}
