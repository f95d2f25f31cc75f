package io.outport.oci.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What a request carries; counts what was handed to the connection, so that progress shows. */
final class UploadBody {
  private final Supplier<BodyPublisher> publishers;
  private final AtomicLong handedOver;

  private UploadBody(Supplier<BodyPublisher> publishers, AtomicLong handedOver) {
    this.publishers = publishers;
    this.handedOver = handedOver;
  }

  static UploadBody none() {
    return new UploadBody(BodyPublishers::noBody, new AtomicLong());
  }

  static UploadBody of(byte[] bytes) {
    return new UploadBody(() -> BodyPublishers.ofByteArray(bytes), new AtomicLong());
  }

  /** The part of a source from this offset; {@code length} is positive. */
  static UploadBody streaming(BlobSource source, long offset, long length) {
    AtomicLong handedOver = new AtomicLong();
    return new UploadBody(
        () ->
            BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> open(source, offset, handedOver)), length),
        handedOver);
  }

  BodyPublisher publisher() {
    return publishers.get();
  }

  /** Bytes taken by the connection so far, over all attempts. */
  long handedOver() {
    return handedOver.get();
  }

  private static InputStream open(BlobSource source, long offset, AtomicLong handedOver) {
    try {
      return new CountedStream(source.openAt(offset), handedOver);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class CountedStream extends FilterInputStream {
    private final AtomicLong count;

    CountedStream(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one >= 0) {
        count.incrementAndGet();
      }
      return one;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = super.read(target, from, length);
      if (read > 0) {
        count.addAndGet(read);
      }
      return read;
    }
  }
}
