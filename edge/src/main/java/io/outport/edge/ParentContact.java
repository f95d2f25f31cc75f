package io.outport.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.registry.content.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the parent last answered as wished, also before this process began, and whether it can be
 * reached. Safe for use by many threads.
 */
final class ParentContact {
  private static final Logger LOG = LoggerFactory.getLogger(ParentContact.class);

  /** How often the file is written: what a crash loses makes a grace shorter, never longer. */
  private static final Duration WRITE_INTERVAL = Duration.ofMinutes(1);

  private final DurableFile file;
  private final InstantSource clock;

  /** Guards {@code written} and the file. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Instant written;
  private volatile @Nullable Instant last;
  private volatile boolean reachable;

  private ParentContact(DurableFile file, InstantSource clock, @Nullable Instant last) {
    this.file = file;
    this.clock = clock;
    this.written = last;
    this.last = last;
  }

  /** Goes on from what an earlier process wrote; the parent counts as out of reach until tried. */
  static ParentContact open(DurableFile file, InstantSource clock) {
    return new ParentContact(file, clock, read(file));
  }

  private static @Nullable Instant read(DurableFile file) {
    Optional<String> text = file.read().map(bytes -> new String(bytes, UTF_8).strip());
    try {
      return text.map(Instant::parse).orElse(null);
    } catch (DateTimeParseException e) {
      LOG.atWarn()
          .setMessage("time of the last contact unreadable, it counts as unknown")
          .addKeyValue("file", file.path())
          .log();
      return null;
    }
  }

  /** A call came through. */
  void heard() {
    Instant now = clock.instant();
    last = now;
    reachable = true;
    write(now);
  }

  /** The parent answered, but not as wished: it can be reached, and nothing was learned. */
  void refused() {
    reachable = true;
  }

  /** There was no answer. */
  void lost() {
    reachable = false;
  }

  /** Whether the parent answered when it was last tried. */
  boolean isReachable() {
    return reachable;
  }

  /** When a call last came through; empty where that is not known. */
  Optional<Instant> last() {
    return Optional.ofNullable(last);
  }

  /** How long ago that was; zero where it is not known, or the clock was set back since. */
  Duration silence() {
    Duration since = last().map(at -> Duration.between(at, clock.instant())).orElse(Duration.ZERO);
    return since.isNegative() ? Duration.ZERO : since;
  }

  private void write(Instant now) {
    lock.lock();
    try {
      Instant before = written;
      boolean due =
          before == null || Duration.between(before, now).abs().compareTo(WRITE_INTERVAL) >= 0;
      if (due) {
        written = now;
        file.write(now.toString().getBytes(UTF_8));
      }
    } catch (StoreException e) {
      // A disk that fails shows in the sync; the conversation must not end for this file.
      LOG.atDebug().setMessage("time of contact not kept").setCause(e).log();
    } finally {
      lock.unlock();
    }
  }
}
