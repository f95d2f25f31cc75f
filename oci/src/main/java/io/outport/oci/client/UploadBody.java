package io.outport.oci.client;

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
                BodyPublishers.ofInputStream(() -> open(source, offset, length, handedOver)),
                length),
        handedOver);
  }

  BodyPublisher publisher() {
    return publishers.get();
  }

  /** Bytes taken by the connection so far, over all attempts. */
  long handedOver() {
    return handedOver.get();
  }

  private static InputStream open(
      BlobSource source, long offset, long length, AtomicLong handedOver) {
    try {
      return new CountedStream(source.openAt(offset), length, handedOver);
    } catch (IOException e) {
      throw new UncheckedIOException(new SourceException(e));
    }
  }

  /** Counts, and tells a source that fails or ends early from a connection that does. */
  private static final class CountedStream extends InputStream {
    private final InputStream source;
    private final AtomicLong count;
    private long left;

    CountedStream(InputStream source, long length, AtomicLong count) {
      this.source = source;
      this.left = length;
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = readSource(target, from, (int) Math.min(length, left));
      if (read < 0) {
        throw new SourceException("the blob to push is %d bytes shorter than said".formatted(left));
      }
      left -= read;
      count.addAndGet(read);
      return read;
    }

    @Override
    public void close() throws IOException {
      source.close();
    }

    private int readSource(byte[] target, int from, int length) throws SourceException {
      try {
        return source.read(target, from, length);
      } catch (IOException e) {
        throw new SourceException(e);
      }
    }
  }
}
