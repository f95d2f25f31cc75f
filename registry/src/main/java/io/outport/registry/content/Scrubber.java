package io.outport.registry.content;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads every blob at a bounded rate and compares it with its digest, so that damage is found while
 * somebody still has the right bytes; and looks for blobs that are gone. What it finds goes to the
 * content's listener.
 */
public final class Scrubber {
  private static final int PIECE_BYTES = 256 * 1024;
  private static final int PAGE = 1_000;

  private final Content content;
  private final ContentListener listener;
  private final Waiting waiting;

  /** Held by the scrub under way. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Scrubs this content. */
  public Scrubber(Content content, ContentListener listener, Waiting waiting) {
    this.content = content;
    this.listener = listener;
    this.waiting = waiting;
  }

  /**
   * Reads everything once.
   *
   * @param bytesPerSecond at most
   * @throws StoreException of kind {@code BUSY} when a scrub is under way
   * @throws InterruptedException when asked to stop
   */
  public ScrubReport run(long bytesPerSecond) throws InterruptedException {
    if (!turn.tryLock()) {
      throw new StoreException(
          StoreException.Kind.BUSY, "a scrub is under way: wait for that one to end", null);
    }
    try {
      return new Scrub(bytesPerSecond).run();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Looks, without reading any, for blobs that a repository holds and the store does not, and tells
   * the listener of each.
   */
  public List<Digest> findLost() {
    Set<Digest> lost = new LinkedHashSet<>();
    MetadataStore metadata = content.metadata();
    for (RepositoryName repository :
        GarbageCollector.all(
            after -> metadata.listRepositories(after, PAGE), RepositoryName::value)) {
      for (BlobLink link :
          GarbageCollector.all(
              after -> metadata.listBlobs(repository, after, PAGE),
              each -> each.digest().toString())) {
        if (isLost(repository, link) && lost.size() < ScrubReport.MAX_NAMED) {
          lost.add(link.digest());
        }
      }
    }
    lost.forEach(listener::blobLost);
    return List.copyOf(lost);
  }

  /** Asks a second time whether it is held: it may have been taken out in between. */
  private boolean isLost(RepositoryName repository, BlobLink link) {
    return content.blobs().findSize(link.digest()).isEmpty()
        && content.metadata().findBlob(repository, link.digest()).isPresent();
  }

  /** One scrub. */
  private final class Scrub {
    private final long bytesPerSecond;
    private final List<Digest> damaged = new ArrayList<>();
    private long blobs;
    private long bytes;

    Scrub(long bytesPerSecond) {
      this.bytesPerSecond = bytesPerSecond;
    }

    ScrubReport run() throws InterruptedException {
      List<Digest> page = content.blobs().listDigests("", PAGE);
      while (!page.isEmpty()) {
        for (Digest digest : page) {
          if (!isWhole(digest) && damaged.size() < ScrubReport.MAX_NAMED) {
            damaged.add(digest);
          }
        }
        page = content.blobs().listDigests(page.getLast().toString(), PAGE);
      }
      return new ScrubReport(blobs, bytes, damaged, findLost());
    }

    private boolean isWhole(Digest digest) throws InterruptedException {
      if (content.blobs().findSize(digest).isEmpty()) {
        // Deleted since it was listed, or found damaged by somebody else.
        return true;
      }
      Optional<BlobContent> opened = content.blobs().open(digest);
      if (opened.isEmpty()) {
        // Its size was wrong, or its sums were lost and it is not what it was.
        return content.blobs().findSize(digest).isPresent();
      }
      try (BlobContent blob = opened.get();
          InputStream stream = blob.read(0, blob.size())) {
        blobs++;
        return hash(digest, stream).equals(digest) || !content.blobs().quarantine(digest);
      } catch (DamagedBlobException found) {
        // The store has put it aside itself.
        return false;
      } catch (IOException failure) {
        throw new StoreException(StoreException.Kind.FAILED, "cannot read blob " + digest, failure);
      }
    }

    private Digest hash(Digest digest, InputStream stream)
        throws IOException, InterruptedException {
      MessageDigest hasher = digest.algorithm().newHasher();
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        hasher.update(piece, 0, count);
        bytes += count;
        waiting.pass(Duration.ofNanos(count * 1_000_000_000L / bytesPerSecond));
      }
      return Digest.ofHash(digest.algorithm(), hasher.digest());
    }
  }
}
