package io.outport.sync.engine;

import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.StoreException;
import io.outport.sync.ImageName;
import io.outport.sync.ParentException;
import io.outport.sync.PendingImage;
import io.outport.sync.Stop;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.SyncResult;
import io.outport.sync.Traffic;
import io.outport.sync.plan.ImageGraph;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one run of a sync has come to so far; safe for use by many threads. */
final class SyncRun implements Stop {
  private final Stop asked;

  /** Guards all fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<ImageName, Failure> failures = new TreeMap<>();
  private final Set<ImageName> settled = new HashSet<>();
  private final Set<ImageName> visible = new HashSet<>();
  private final Map<RepositoryName, ParentException> unlisted = new TreeMap<>();
  private Traffic traffic = Traffic.NONE;
  private int synced;
  private int unchanged;
  private int removed;
  private @Nullable RuntimeException fatal;
  private boolean stopped;

  SyncRun(Stop asked) {
    this.asked = asked;
  }

  /**
   * Why an image is not in line.
   *
   * @param own false when the link or the run ended under it
   */
  record Failure(String reason, boolean own) {}

  /** Whether no more work should begin: somebody asked, or it would fail in the same way. */
  @Override
  public boolean requested() {
    return asked.requested() || Thread.currentThread().isInterrupted() || isOver();
  }

  void moved(Traffic more) {
    locked(() -> traffic = traffic.plus(more));
  }

  /** The image is as the parent has it, because something was done for it. */
  void synced(ImageGraph graph) {
    locked(
        () -> {
          synced++;
          inLine(graph);
        });
  }

  /** The image was as the parent has it. */
  void unchanged(ImageGraph graph) {
    locked(
        () -> {
          unchanged++;
          inLine(graph);
        });
  }

  /** A tag or a manifest is gone. */
  void removed() {
    locked(() -> removed++);
  }

  /** Something was left undone because the run is over. */
  void skipped() {
    locked(
        () -> {
          if (fatal == null) {
            stopped = true;
          }
        });
  }

  /** A repository's tags could not be listed. */
  void unlisted(RepositoryName repository, ParentException cause) {
    locked(
        () -> {
          unlisted.put(repository, cause);
          if (cause.linkLost()) {
            end(cause);
          }
        });
  }

  /** Whether the manifest belongs to an image that is in line. */
  boolean isVisible(ImageName manifest) {
    lock.lock();
    try {
      return visible.contains(manifest);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is left to do for it. */
  void settled(ImageName image) {
    locked(() -> settled.add(image));
  }

  /** Takes down what is the image's own trouble; the others go on. */
  void failed(ImageName image, RuntimeException cause) {
    locked(() -> failures.put(image, new Failure(reason(cause), true)));
  }

  /** Takes down that the run ended under this image. */
  void brokeOff(ImageName image, RuntimeException cause) {
    locked(
        () -> {
          failures.put(image, new Failure(reason(cause), false));
          end(cause);
        });
  }

  /** The run cannot go on. */
  void ended(RuntimeException cause) {
    locked(() -> end(cause));
  }

  static String reason(RuntimeException cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  Map<ImageName, Failure> failures() {
    return failures;
  }

  Set<ImageName> settledImages() {
    return settled;
  }

  /** The manifests of all images that are in line. */
  Set<ImageName> visibleManifests() {
    return visible;
  }

  /** Whether all that was asked for is done, with no failure of any kind. */
  boolean isClean() {
    return failures.isEmpty() && unlisted.isEmpty() && fatal == null && !stopped;
  }

  /** What it came to, after its last thread ended. */
  SyncResult result(List<PendingImage> failed, Duration took) {
    return new SyncResult(
        state(), obstacle(), reason(), synced, unchanged, removed, traffic, took, failed);
  }

  private SyncResult.State state() {
    if (stopped) {
      return SyncResult.State.STOPPED;
    }
    if (fatal != null || unlisted.values().stream().anyMatch(ParentException::retryable)) {
      return SyncResult.State.ABORTED;
    }
    return isClean() ? SyncResult.State.COMPLETE : SyncResult.State.INCOMPLETE;
  }

  private SyncResult.Obstacle obstacle() {
    if (state() != SyncResult.State.ABORTED) {
      return SyncResult.Obstacle.NONE;
    }
    return switch (fatal) {
      case null -> SyncResult.Obstacle.PARENT;
      case ParentException _ -> SyncResult.Obstacle.PARENT;
      case StoreException e when e.kind() == StoreException.Kind.FULL ->
          SyncResult.Obstacle.STORE_FULL;
      default -> SyncResult.Obstacle.STORE;
    };
  }

  private String reason() {
    RuntimeException cause = fatal;
    if (stopped) {
      return "stopped";
    }
    if (cause != null) {
      return reason(cause);
    }
    return Stream.concat(
            unlisted.values().stream().map(SyncRun::reason),
            failures.values().stream().map(Failure::reason))
        .findFirst()
        .orElse("");
  }

  private void inLine(ImageGraph graph) {
    RepositoryName repository = graph.image().repository();
    settled.add(graph.image());
    graph
        .manifests()
        .forEach(node -> visible.add(new ImageName(repository, Reference.of(node.digest()))));
  }

  private boolean isOver() {
    lock.lock();
    try {
      return stopped || fatal != null;
    } finally {
      lock.unlock();
    }
  }

  /** The first cause counts: work that stops because the run is over is not a cause. */
  private void end(RuntimeException cause) {
    if (stopped || fatal != null) {
      return;
    }
    if (cause instanceof SyncInterruptedException) {
      stopped = true;
    } else {
      fatal = cause;
    }
  }

  private void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
