package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a release does not work, since it was changed or although it did. Nodes are restarted and
 * pods are moved, so what worked has its time from then on, whenever it was installed; and a moment
 * of failure long after a change is no more than a moment.
 *
 * @param since the first look at which it was not ready, or the last one at which its image came
 * @param brokenSince the first one of those without a break at which it was known to be broken;
 *     null where it is not
 * @param lasting it has had its time; nothing but that it is ready changes that
 */
public record Unwell(Instant since, @Nullable Instant brokenSince, boolean lasting) {

  private static final Duration NOTED = Duration.ofMinutes(1);

  /** After one more look; empty where it is well. */
  static Optional<Unwell> after(Optional<Unwell> before, Health health, Instant now) {
    Unwell last = before.orElse(new Unwell(now, null, false));
    return switch (health) {
      case Health.Ready ignored -> Optional.empty();
      case Health.Starting starting when starting.pulling() ->
          Optional.of(last.pulling(now).still(null, now));
      case Health.Starting ignored -> Optional.of(last.still(null, now));
      case Health.Broken broken when broken.mayPass() -> Optional.of(last.still(null, now));
      case Health.Broken ignored ->
          Optional.of(last.still(last.brokenSince == null ? now : last.brokenSince, now));
    };
  }

  /** While an image comes, time does not run; it is written down now and then only. */
  private Unwell pulling(Instant now) {
    boolean noted = since.plus(NOTED).isAfter(now);
    return lasting || noted ? this : new Unwell(now, null, false);
  }

  private Unwell still(@Nullable Instant broken, Instant now) {
    boolean over =
        since.plus(Situation.PATIENCE).isBefore(now)
            || (broken != null && broken.plus(Situation.BROKEN_PATIENCE).isBefore(now));
    return lasting ? this : new Unwell(since, broken, over);
  }
}
