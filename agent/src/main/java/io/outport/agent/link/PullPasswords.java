package io.outport.agent.link;

import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub's password to pull with, kept until it ends or is good no more. Safe for many threads.
 */
final class PullPasswords {
  private final InstantSource clock;

  /** Held while the hub is asked, so that one asks for all who wait. */
  private final ReentrantLock asking = new ReentrantLock();

  /** Never held while the hub is asked: whoever enrols forgets what is kept. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Both guarded by the lock. */
  private @Nullable AgentCredentials kept;

  private long forgotten;

  PullPasswords(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The one that is kept, or a new one.
   *
   * @throws AgentException where none is good and the hub gives none
   */
  AgentCredentials get(Supplier<AgentClient> clients) {
    asking.lock();
    try {
      return find(HubLink.MARGIN).orElseGet(() -> ask(clients));
    } finally {
      asking.unlock();
    }
  }

  /** They are of an earlier enrolment. */
  void forget() {
    lock.lock();
    try {
      kept = null;
      forgotten++;
    } finally {
      lock.unlock();
    }
  }

  /** This one is not taken; another that came meanwhile may be. */
  void forget(AgentCredentials refused) {
    lock.lock();
    try {
      if (refused.equals(kept)) {
        kept = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private AgentCredentials ask(Supplier<AgentClient> clients) {
    try {
      // Enrols where that is due, which forgets; what is forgotten later is not of this client.
      var _ = clients.get();
      long before = forgotten();
      AgentCredentials fresh = clients.get().credentials();
      keep(fresh, before);
      return fresh;
    } catch (AgentException failure) {
      if (isRefusal(failure)) {
        throw failure;
      }
      return find(Duration.ZERO).orElseThrow(() -> failure);
    }
  }

  /** Who is not known to the hub has no account at its registry either. */
  private static boolean isRefusal(AgentException failure) {
    return switch (failure.kind()) {
      case UNAUTHORIZED, ENROLMENT_REFUSED, UNKNOWN_CLUSTER -> true;
      case UNREACHABLE, UNTRUSTED, UNKNOWN_EXTENSION, UNAVAILABLE, REFUSED, PROTOCOL -> false;
    };
  }

  private Optional<AgentCredentials> find(Duration margin) {
    Instant now = clock.instant();
    lock.lock();
    try {
      return Optional.ofNullable(kept).filter(each -> now.isBefore(each.expiresOn().minus(margin)));
    } finally {
      lock.unlock();
    }
  }

  private long forgotten() {
    lock.lock();
    try {
      return forgotten;
    } finally {
      lock.unlock();
    }
  }

  private void keep(AgentCredentials fresh, long before) {
    lock.lock();
    try {
      if (forgotten == before) {
        kept = fresh;
      }
    } finally {
      lock.unlock();
    }
  }
}
