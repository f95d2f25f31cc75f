package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.problem.Problem;
import io.outport.agent.reconcile.ExtensionReconciler.Wish;
import io.outport.agent.reconcile.NodeImages.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Has the image of an upgrade on the nodes before anything is changed (beyond.md: an edge in use
 * never gets worse than it was). What takes too long is Failed, and comes on: nothing is lost.
 */
final class Staging {
  /** How often it is written down at most that an image comes. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  private final Instruments with;

  Staging(Instruments with) {
    this.with = with;
  }

  /** While it is under way; the hub is not asked for anything, as its link may be cut. */
  Optional<Outcome> goOn(Wish now) {
    return now.plan()
        .findImage()
        .filter(image -> with.images().isComing(now.name(), image))
        .flatMap(image -> step(now, image));
  }

  /** Begins it; empty where nothing has to come. */
  Optional<Outcome> begin(Wish now) {
    return now.plan().findImage().flatMap(image -> step(now, image));
  }

  void clear(Wish now) {
    with.images().clear(now.name());
  }

  private Optional<Outcome> step(Wish now, Image image) {
    Health health = with.images().bring(now.name(), image);
    boolean late = isLate(now, health);
    return switch (health) {
      case Health.Ready ignored -> Optional.empty();
      case Health.Starting starting when late ->
          Optional.of(failed(now, List.of(notThere(starting))));
      case Health.Starting starting ->
          Optional.of(updating(now, starting.words(), ExtensionReconciler.SOON));
      case Health.Broken broken when late -> Optional.of(failed(now, broken.problems()));
      case Health.Broken broken ->
          Optional.of(
              updating(now, broken.problems().getFirst().text(), ExtensionReconciler.LATER));
    };
  }

  /** Time does not run while an image comes, and is short for one that is refused. */
  private boolean isLate(Wish now, Health health) {
    String extension = now.desired().name();
    Memory memory = with.memories().read(extension);
    Instant time = now.situation().now();
    Optional<Instant> since = memory.findWaitsSince();
    Instant next =
        switch (health) {
          case Health.Ready ignored -> null;
          case Health.Starting starting when starting.pulling() ->
              since.filter(known -> known.plus(NOTED).isAfter(time)).orElse(time);
          default -> since.orElse(time);
        };
    if (!Optional.ofNullable(next).equals(since)) {
      with.memories().write(extension, memory.waitingSince(next));
    }
    boolean broken = health instanceof Health.Broken known && !known.mayPass();
    Duration patience = broken ? Situation.BROKEN_PATIENCE : Situation.PATIENCE;
    return next != null && next.plus(patience).isBefore(time);
  }

  private static Problem notThere(Health.Starting starting) {
    return new Problem(
        "ImageNotOnNode",
        "image",
        starting.words(),
        "look at the pods that pull it: kubectl get pods, kubectl describe; it goes on by itself");
  }

  private static Outcome updating(Wish now, String words, Duration next) {
    return new Outcome(now.reports().updating("ImagePulling", words), next);
  }

  private static Outcome failed(Wish now, List<Problem> problems) {
    return new Outcome(now.reports().failed(problems), ExtensionReconciler.LATER);
  }
}
