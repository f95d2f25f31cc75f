package io.outport.hub.extension;

import io.outport.gateway.Bell;
import io.outport.hubapi.agent.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Archives that people ask clusters for. They are for who waits now: kept in memory, few, for a
 * while. Clusters are named by their incarnation, so that one that is made anew hears and shows
 * nothing of the earlier one's. Safe for use by many threads.
 */
public final class Diagnostics {
  /** How long a request and its archive are there. */
  public static final Duration LIFETIME = Duration.ofMinutes(15);

  /** Most that are asked for at a time, of all clusters. */
  static final int MAX_REQUESTS = 256;

  /** Most that one cluster is asked for at a time: it may be offline. */
  static final int MAX_WAITING = 2;

  private static final int MAX_ARCHIVES = 4;

  /** With its archive in Base64, once it is there. */
  private record Request(
      String cluster,
      DesiredState.DiagnosticsRequest wish,
      Instant since,
      @Nullable String archive) {

    boolean isAwaitedFrom(String other) {
      return cluster.equals(other) && archive == null;
    }
  }

  private final Bell bell;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock(); // guards requests
  private final Map<String, Request> requests = new LinkedHashMap<>();

  /** Rings when there is a new request. */
  public Diagnostics(Bell bell, InstantSource clock) {
    this.bell = bell;
    this.clock = clock;
  }

  /**
   * Asks a cluster, instead of what was asked of the same extension and is not answered; false
   * where too many wait already.
   */
  boolean ask(String cluster, DesiredState.DiagnosticsRequest wish) {
    lock.lock();
    try {
      dropOld();
      requests
          .values()
          .removeIf(
              each ->
                  each.isAwaitedFrom(cluster)
                      && each.wish().extensionName().equals(wish.extensionName()));
      long waiting = requests.values().stream().filter(each -> each.isAwaitedFrom(cluster)).count();
      if (waiting >= MAX_WAITING || requests.size() >= MAX_REQUESTS) {
        return false;
      }
      requests.put(wish.id(), new Request(cluster, wish, clock.instant(), null));
    } finally {
      lock.unlock();
    }
    bell.ring();
    return true;
  }

  /** What a cluster has still to answer. */
  List<DesiredState.DiagnosticsRequest> open(String cluster) {
    lock.lock();
    try {
      dropOld();
      return requests.values().stream()
          .filter(each -> each.isAwaitedFrom(cluster))
          .map(Request::wish)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Takes an answer; false where nobody waits for it. */
  boolean deliver(String cluster, String id, String archive) {
    lock.lock();
    try {
      dropOld();
      Request request = requests.get(id);
      if (request == null || !request.cluster().equals(cluster)) {
        return false;
      }
      // Behind all others: surplus archives go from the front, and this one is the newest.
      requests.remove(id);
      requests.put(id, new Request(cluster, request.wish(), request.since(), archive));
      dropSurplus();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How a request is. */
  public sealed interface State {
    /** Nobody knows of it, or no more. */
    record Unknown() implements State {}

    /** The cluster has not answered. */
    record Waiting() implements State {}

    /** Here it is, in Base64. */
    record Ready(String base64) implements State {}
  }

  State state(String cluster, String id) {
    lock.lock();
    try {
      dropOld();
      return Optional.ofNullable(requests.get(id))
          .filter(each -> each.cluster().equals(cluster))
          .<State>map(
              each ->
                  each.archive() == null ? new State.Waiting() : new State.Ready(each.archive()))
          .orElseGet(State.Unknown::new);
    } finally {
      lock.unlock();
    }
  }

  private void dropOld() {
    Instant oldest = clock.instant().minus(LIFETIME);
    requests.values().removeIf(each -> each.since().isBefore(oldest));
  }

  private void dropSurplus() {
    Predicate<Request> answered = each -> each.archive() != null;
    long surplus = requests.values().stream().filter(answered).count() - MAX_ARCHIVES;
    List<String> oldest =
        requests.entrySet().stream()
            .filter(each -> answered.test(each.getValue()))
            .limit(Math.max(0, surplus))
            .map(Map.Entry::getKey)
            .toList();
    requests.keySet().removeAll(oldest);
  }
}
