package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.registry.auth.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Counts what each address asks for and who guesses passwords; too much is answered 429 with the
 * seconds to wait (RFC 6585, section 4). Never waits itself.
 */
final class Turnstile {
  private final Optional<RateLimiter> requests;
  private final RateLimiter failures;

  Turnstile(Protection protection, InstantSource clock) {
    this.requests = protection.requests().map(rate -> new RateLimiter(rate, clock));
    this.failures = new RateLimiter(protection.failedSignIns(), clock);
  }

  /** Counts a request of this address; says how long to wait where it is one too many. */
  Optional<Duration> count(String address) {
    return requests.flatMap(limiter -> limiter.take(address));
  }

  /**
   * Lets a password be tried.
   *
   * @throws RefusalException when this name was tried too often from this address
   */
  void admitSignIn(String name, String address) {
    Optional<Duration> wait = failures.peek(key(name, address));
    if (wait.isPresent()) {
      throw new RefusalException(
          tooMany(wait.get(), "too many wrong passwords for this name: wait, then try again"));
    }
  }

  void noteSignIn(String name, String address, boolean right) {
    if (right) {
      failures.forgive(key(name, address));
    } else {
      var _ = failures.take(key(name, address));
    }
  }

  static Reply tooMany(Duration wait, String words) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return Errors.reply(ErrorCode.TOOMANYREQUESTS, words)
        .with("Retry-After", Long.toString(seconds));
  }

  private static String key(String name, String address) {
    return address + ' ' + name;
  }
}
