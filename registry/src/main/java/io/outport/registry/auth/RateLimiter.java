package io.outport.registry.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds each of many clients to a {@link Rate}. Per client it keeps one moment: when all that the
 * client has had so far will be paid for (the generic cell rate algorithm).
 *
 * <p>The table is bounded; a client that was pushed out of it starts anew. A clock that is set back
 * costs nobody more than the rate's period. Safe for many threads, never waits.
 */
public final class RateLimiter {
  /** Most clients that are remembered. */
  public static final int MAX_CLIENTS = 20_000;

  private final long costNanos;
  private final long burstNanos;
  private final InstantSource clock;
  private final Cache<String, AtomicLong> paidUntil =
      Caffeine.newBuilder().maximumSize(MAX_CLIENTS).executor(Runnable::run).build();

  /** Holds every client to this rate. */
  public RateLimiter(Rate rate, InstantSource clock) {
    this.costNanos = rate.costNanos();
    this.burstNanos = rate.times() * costNanos;
    this.clock = clock;
  }

  /** Counts one more of this client; where that is too many it says how long to wait instead. */
  public Optional<Duration> take(String client) {
    AtomicLong paid = paidUntil.get(client, _ -> new AtomicLong(Long.MIN_VALUE));
    long now = nanos();
    while (true) {
      long before = paid.get();
      long after = Math.max(credible(before, now), now) + costNanos;
      if (after - now > burstNanos) {
        return Optional.of(Duration.ofNanos(after - now - burstNanos));
      }
      if (paid.compareAndSet(before, after)) {
        return Optional.empty();
      }
    }
  }

  /** How long this client would have to wait for one more, which is not counted. */
  public Optional<Duration> peek(String client) {
    AtomicLong paid = paidUntil.getIfPresent(client);
    if (paid == null) {
      return Optional.empty();
    }
    long now = nanos();
    long wait = credible(paid.get(), now) + costNanos - now - burstNanos;
    return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
  }

  /** Forgets what this client has had. */
  public void forgive(String client) {
    paidUntil.invalidate(client);
  }

  /** How many clients are remembered. */
  long size() {
    paidUntil.cleanUp();
    return paidUntil.estimatedSize();
  }

  /** What lies further ahead than a whole burst was written before the clock was set back. */
  private long credible(long paid, long now) {
    return paid > now + burstNanos ? now : Math.max(paid, now - burstNanos);
  }

  private long nanos() {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
