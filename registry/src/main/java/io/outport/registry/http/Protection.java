package io.outport.registry.http;

import io.outport.registry.auth.Rate;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may come without an account, and how often each may come.
 *
 * @param anonymousPull whether everybody may read everything
 * @param requests how many requests one address may make; as many as it likes where empty
 * @param failedSignIns how often one name may be tried with a wrong password from one address
 * @param connections what the listener's connections may cost
 */
public record Protection(
    boolean anonymousPull,
    Optional<Rate> requests,
    Rate failedSignIns,
    ConnectionLimits connections) {
  /** Nobody without an account, and as many requests as they like. */
  public static final Protection DEFAULT =
      new Protection(
          false, Optional.empty(), new Rate(20, Duration.ofMinutes(1)), ConnectionLimits.DEFAULT);

  /** This, with everybody allowed to read everything. */
  public Protection withAnonymousPull() {
    return new Protection(true, requests, failedSignIns, connections);
  }

  /** This, with as many requests from one address. */
  public Protection withRequests(Rate changed) {
    return new Protection(anonymousPull, Optional.of(changed), failedSignIns, connections);
  }

  /** This, with other limits of connections. */
  public Protection with(ConnectionLimits changed) {
    return new Protection(anonymousPull, requests, failedSignIns, changed);
  }
}
