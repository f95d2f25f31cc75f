package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Blobs that somebody is building on at this moment, so that a collection of garbage leaves them
 * alone: between the arrival of the bytes and their link to a repository, and between the look
 * whether a manifest's blobs are there and the manifest itself. They live in memory: after a
 * restart nobody is in the middle of anything.
 *
 * <p>A collection looks at what is referenced first and removes later, so whatever was held at any
 * time since it began counts as held to its end. A holder waits for one removal at most.
 */
public final class Leases {
  /** A hold that ends. */
  public interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  /** Blobs that are remembered in one collection; when there are more it removes nothing more. */
  static final int MAX_REMEMBERED = 1_000_000;

  /** Digests with the same remainder share a lock. */
  private static final int STRIPES = 64;

  private static final class Stripe {
    final ReentrantLock lock = new ReentrantLock();
    final Map<Digest, Integer> held = new HashMap<>();

    /** Held at some time since the collection under way began. */
    final Set<Digest> seen = new HashSet<>();
  }

  private final List<Stripe> stripes =
      IntStream.range(0, STRIPES).mapToObj(_ -> new Stripe()).toList();

  /** Written with all locks held, read with any. */
  private boolean collecting;

  /** Holds these from now on. */
  public Lease hold(Collection<Digest> digests) {
    // Sorted and once each, so that a lease is the same thing at its begin and its end.
    List<Digest> all = List.copyOf(new TreeSet<>(digests));
    all.forEach(digest -> change(digest, 1));
    return () -> all.forEach(digest -> change(digest, -1));
  }

  /** Remembers from now on who holds what; one collection at a time. */
  void beginCollection() {
    underAllLocks(
        () -> {
          collecting = true;
          stripes.forEach(
              stripe -> {
                stripe.seen.clear();
                stripe.seen.addAll(stripe.held.keySet());
              });
        });
  }

  void endCollection() {
    underAllLocks(
        () -> {
          collecting = false;
          stripes.forEach(stripe -> stripe.seen.clear());
        });
  }

  /**
   * Runs the removal of those blobs that nobody held since the collection began, while nobody can
   * begin to hold them; not where there are none.
   *
   * @return what the removal says it removed
   */
  List<Digest> claim(List<Digest> digests, UnaryOperator<List<Digest>> removal) {
    List<Stripe> concerned = stripes.stream().filter(stripe -> isOneOf(stripe, digests)).toList();
    return underLocks(
        concerned,
        () -> {
          List<Digest> free = digests.stream().filter(this::isFree).toList();
          return free.isEmpty() ? free : removal.apply(free);
        });
  }

  private boolean isOneOf(Stripe stripe, List<Digest> digests) {
    return digests.stream().anyMatch(digest -> stripe(digest) == stripe);
  }

  private boolean isFree(Digest digest) {
    Stripe stripe = stripe(digest);
    return !stripe.seen.contains(digest) && stripe.seen.size() < MAX_REMEMBERED / STRIPES;
  }

  private void change(Digest digest, int difference) {
    Stripe stripe = stripe(digest);
    stripe.lock.lock();
    try {
      stripe.held.merge(digest, difference, (now, more) -> now + more == 0 ? null : now + more);
      if (collecting && stripe.seen.size() < MAX_REMEMBERED / STRIPES) {
        stripe.seen.add(digest);
      }
    } finally {
      stripe.lock.unlock();
    }
  }

  private void underAllLocks(Runnable action) {
    var _ =
        underLocks(
            stripes,
            () -> {
              action.run();
              return true;
            });
  }

  /** In the order of the stripes, so that two who take several never wait for each other. */
  private static <T> T underLocks(List<Stripe> some, Supplier<T> action) {
    some.forEach(stripe -> stripe.lock.lock());
    try {
      return action.get();
    } finally {
      some.forEach(stripe -> stripe.lock.unlock());
    }
  }

  private Stripe stripe(Digest digest) {
    return stripes.get(Math.floorMod(digest.hashCode(), STRIPES));
  }
}
