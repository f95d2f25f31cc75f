package io.outport.edge;

import io.outport.oci.model.Digest;
import io.outport.sync.ProgressListener;
import io.outport.sync.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes what a sync does: milestones as they come, the advance of long transfers now and then. */
final class ProgressLog implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Map<Digest, Mark> marks = new ConcurrentHashMap<>();

  ProgressLog(InstantSource clock) {
    this.clock = clock;
  }

  /** When a transfer was last written of, and how far it was. */
  private record Mark(Instant at, long done) {}

  @Override
  public void heard(SyncEvent event) {
    switch (event) {
      case SyncEvent.Planned it -> planned(it);
      case SyncEvent.TransferStarted it -> started(it);
      case SyncEvent.TransferAdvanced it -> advanced(it);
      case SyncEvent.TransferCut it ->
          LOG.atInfo()
              .setMessage("transfer cut, going on from here")
              .addKeyValue("repository", it.repository())
              .addKeyValue("digest", it.digest())
              .addKeyValue("bytes", it.done())
              .addKeyValue("totalBytes", it.size())
              .addKeyValue("reason", it.reason())
              .log();
      case SyncEvent.TransferEnded it -> marks.remove(it.digest());
      case SyncEvent.ImageSynced it ->
          LOG.atInfo()
              .setMessage("image synced")
              .addKeyValue("image", it.image())
              .addKeyValue("digest", it.digest())
              .log();
      case SyncEvent.ImageRemoved it ->
          LOG.atInfo().setMessage("image removed").addKeyValue("image", it.image()).log();
      case SyncEvent.ImageFailed it ->
          LOG.atWarn()
              .setMessage("image failed, will be tried again")
              .addKeyValue("image", it.image())
              .addKeyValue("nextAttempt", it.nextAttempt())
              .addKeyValue("reason", it.reason())
              .log();
    }
  }

  private void planned(SyncEvent.Planned it) {
    // No transfer is under way between two plans: what is left is of transfers that failed.
    marks.clear();
    LOG.atInfo()
        .setMessage("sync planned")
        .addKeyValue("images", it.images())
        .addKeyValue("fetchBytes", it.fetchBytes())
        .addKeyValue("reusedBytes", it.reusedBytes())
        .log();
  }

  private void started(SyncEvent.TransferStarted it) {
    marks.put(it.digest(), new Mark(clock.instant(), it.from()));
    LOG.atLevel(it.from() > 0 ? Level.INFO : Level.DEBUG)
        .setMessage(it.from() > 0 ? "transfer resumed" : "transfer started")
        .addKeyValue("repository", it.repository())
        .addKeyValue("digest", it.digest())
        .addKeyValue("bytes", it.from())
        .addKeyValue("totalBytes", it.size())
        .log();
  }

  /** One transfer is told of by one thread, so its mark has one writer. */
  private void advanced(SyncEvent.TransferAdvanced it) {
    Mark mark = marks.get(it.digest());
    if (mark == null) {
      return;
    }
    Instant now = clock.instant();
    Duration since = Duration.between(mark.at(), now);
    if (since.compareTo(INTERVAL) >= 0) {
      marks.put(it.digest(), new Mark(now, it.done()));
      LOG.atInfo()
          .setMessage("transfer advanced")
          .addKeyValue("repository", it.repository())
          .addKeyValue("digest", it.digest())
          .addKeyValue("bytes", it.done())
          .addKeyValue("totalBytes", it.size())
          .addKeyValue(
              "bytesPerSecond", (it.done() - mark.done()) * 1000 / Math.max(1, since.toMillis()))
          .log();
    }
  }
}
