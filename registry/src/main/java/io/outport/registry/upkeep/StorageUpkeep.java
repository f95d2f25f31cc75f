package io.outport.registry.upkeep;

import io.outport.oci.model.Digest;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.GarbageCollector;
import io.outport.registry.content.GarbageReport;
import io.outport.registry.content.Leases;
import io.outport.registry.content.ScrubReport;
import io.outport.registry.content.Scrubber;
import io.outport.registry.content.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects garbage, scrubs and looks for lost blobs when it is time, one thing after the other, on
 * a thread of its own; and at once for a person who asks.
 */
public final class StorageUpkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StorageUpkeep.class);

  /** How often the clock is looked at, so that one that is set is noticed. */
  private static final Duration TICK = Duration.ofSeconds(20);

  private static final Duration LOST_INTERVAL = Duration.ofHours(1);

  private final Leases leases;
  private final Supplier<List<Digest>> awaited;
  private final GarbageCollector collector;
  private final Scrubber scrubber;
  private final UpkeepSettings settings;
  private final InstantSource clock;
  private final Waiting waiting;
  private final Job<GarbageReport> garbageJob = new Job<>();
  private final Job<ScrubReport> scrubJob = new Job<>();
  private final Thread thread;

  private volatile CronSchedule garbageSchedule;

  private StorageUpkeep(
      Leases leases,
      Supplier<List<Digest>> awaited,
      GarbageCollector collector,
      Scrubber scrubber,
      UpkeepSettings settings,
      InstantSource clock,
      Waiting waiting) {
    this.leases = leases;
    this.awaited = awaited;
    this.collector = collector;
    this.scrubber = scrubber;
    this.settings = settings;
    this.garbageSchedule = settings.garbageSchedule();
    this.clock = clock;
    this.waiting = waiting;
    this.thread = Thread.ofVirtual().name("storage-upkeep").unstarted(this::runAll);
  }

  /**
   * Looks after this content until it is closed.
   *
   * @param listener hears of lost blobs
   * @param awaited blobs that wait for their manifest, which a collection leaves alone at any age
   */
  public static StorageUpkeep start(
      Content content,
      ContentListener listener,
      Supplier<List<Digest>> awaited,
      UpkeepSettings settings,
      InstantSource clock,
      Waiting waiting) {
    var upkeep =
        new StorageUpkeep(
            content.leases(),
            awaited,
            new GarbageCollector(content, clock, waiting),
            new Scrubber(content, listener, waiting),
            settings,
            clock,
            waiting);
    upkeep.thread.start();
    return upkeep;
  }

  /**
   * From now on collects garbage by this schedule; what was planned by the one before is dropped. A
   * collection that is under way goes on.
   */
  public void collectBy(CronSchedule schedule) {
    garbageSchedule = schedule;
  }

  /** Begins to collect garbage for a person; false when such a collection is under way. */
  public boolean startCollecting(boolean dryRun) {
    return garbageJob.start(() -> collect(dryRun));
  }

  /** The collection that was started last. */
  public Job<GarbageReport> garbageJob() {
    return garbageJob;
  }

  /** Begins to read and compare everything for a person; false when such a scrub is under way. */
  public boolean startScrubbing() {
    return scrubJob.start(this::scrub);
  }

  /** The scrub that was started last. */
  public Job<ScrubReport> scrubJob() {
    return scrubJob;
  }

  private GarbageReport collect(boolean dryRun) throws InterruptedException {
    Instant start = clock.instant();
    GarbageReport report;
    try (Leases.Lease _ = leases.hold(awaited.get())) {
      report = collector.run(settings.garbageGrace(), dryRun);
    }
    log.atInfo()
        .setMessage(dryRun ? "looked for garbage" : "collected garbage")
        .addKeyValue("links", report.links())
        .addKeyValue("blobs", report.blobs())
        .addKeyValue("bytes", report.bytes())
        .addKeyValue("took", Duration.between(start, clock.instant()))
        .log();
    return report;
  }

  private ScrubReport scrub() throws InterruptedException {
    Instant start = clock.instant();
    ScrubReport report = scrubber.run(settings.scrubBytesPerSecond());
    log.atInfo()
        .setMessage("scrubbed the blobs")
        .addKeyValue("blobs", report.blobs())
        .addKeyValue("bytes", report.bytes())
        .addKeyValue("damaged", report.damaged().size())
        .addKeyValue("lost", report.lost().size())
        .addKeyValue("took", Duration.between(start, clock.instant()))
        .log();
    return report;
  }

  /** Ends what is under way; the next process goes on. */
  @Override
  public void close() {
    thread.interrupt();
    garbageJob.stop();
    scrubJob.stop();
    try {
      thread.join(TICK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runAll() {
    try {
      CronSchedule collecting = garbageSchedule;
      Due garbage = garbageBy(collecting);
      Due scrub = new Due(now -> now.plus(settings.scrubInterval()));
      Due lost = new Due(now -> now.plus(LOST_INTERVAL));
      attempt("look for lost blobs", () -> scrubber.findLost());
      while (!Thread.currentThread().isInterrupted()) {
        waiting.pass(TICK);
        if (collecting != garbageSchedule) {
          collecting = garbageSchedule;
          garbage = garbageBy(collecting);
        }
        garbage.runWhenDue("collect garbage", () -> collect(false));
        scrub.runWhenDue("scrub", this::scrub);
        lost.runWhenDue("look for lost blobs", () -> scrubber.findLost());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private Due garbageBy(CronSchedule schedule) {
    return new Due(now -> schedule.next(now).orElse(Instant.MAX));
  }

  @FunctionalInterface
  private interface Work {
    Object run() throws InterruptedException;
  }

  @FunctionalInterface
  private interface Times {
    Instant next(Instant after);
  }

  /** When something is done next. */
  private final class Due {
    private final Times times;
    private Instant next;

    Due(Times times) {
      this.times = times;
      this.next = times.next(clock.instant());
    }

    void runWhenDue(String what, Work work) throws InterruptedException {
      Instant now = clock.instant();
      // A clock that was set back must not put off for long what was planned by the wrong one.
      Instant planned = times.next(now);
      if (planned.isBefore(next)) {
        next = planned;
      }
      if (!now.isBefore(next)) {
        attempt(what, work);
        next = times.next(clock.instant());
      }
    }
  }

  /** A failure is told of and does not end the repeating. */
  private static void attempt(String what, Work work) throws InterruptedException {
    try {
      var _ = work.run();
    } catch (RuntimeException failure) {
      log.atWarn()
          .setMessage("could not {}; it is tried again the next time")
          .addArgument(what)
          .setCause(failure)
          .log();
    }
  }
}
