package io.outport.hub.resource;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** All principals: in memory for reading, kept elsewhere. Safe for use by many threads. */
public final class Principals {
  private final Consumer<List<Principal>> keeper;

  /** Guards writing {@link #current}. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile List<Principal> current;

  private Principals(List<Principal> current, Consumer<List<Principal>> keeper) {
    this.current = List.copyOf(current);
    this.keeper = keeper;
  }

  /**
   * Those that are kept.
   *
   * @param keeper keeps all of them in place of those before, durably when it returns; what it
   *     throws leaves everything as it was
   */
  public static Principals of(List<Principal> kept, Consumer<List<Principal>> keeper) {
    return new Principals(kept, keeper);
  }

  /** Those that there are now. */
  public List<Principal> current() {
    return current;
  }

  /** The one with this name or id. */
  public Optional<Principal> find(String nameOrId) {
    return current.stream().filter(each -> each.isCalled(nameOrId)).findFirst();
  }

  /** Changes them, all or nothing; durable when it returns. */
  void change(UnaryOperator<List<Principal>> work) {
    lock.lock();
    try {
      List<Principal> after = List.copyOf(work.apply(current));
      if (!after.equals(current)) {
        keeper.accept(after);
        current = after;
      }
    } finally {
      lock.unlock();
    }
  }
}
