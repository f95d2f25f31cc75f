package io.outport.hub.resource;

import io.outport.registry.store.sql.SqlDatabase;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All resources: in memory for reading, in SQL for keeping. One process owns the rows, so what is
 * in memory is what is kept. Safe for use by many threads.
 */
public final class ResourceStore {
  private final SqlDatabase database;
  private final Runnable whenSitesChanged;

  /** Guards writing {@link #current}. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile Resources current;

  private ResourceStore(SqlDatabase database, Runnable whenSitesChanged, Resources current) {
    this.database = database;
    this.whenSitesChanged = whenSitesChanged;
    this.current = current;
  }

  /**
   * Reads what is kept.
   *
   * @param whenSitesChanged runs after a change to what a site is told, or to who holds it; must
   *     return at once
   */
  public static ResourceStore open(SqlDatabase database, Runnable whenSitesChanged) {
    ResourceRows.migrate(database);
    return new ResourceStore(database, whenSitesChanged, database.read(ResourceRows::read));
  }

  /** All resources as they are now. */
  public Resources current() {
    return current;
  }

  /**
   * Changes resources, all or nothing; durable when it returns. Whatever a site is told gets a new
   * revision where it changed.
   *
   * @param work a pure function; what it throws undoes everything
   * @return the new state
   */
  public Resources change(UnaryOperator<Resources> work) {
    boolean news;
    Resources after;
    lock.lock();
    try {
      Resources before = current;
      Resources wanted = work.apply(before);
      Differences differences = Differences.between(before, wanted);
      if (differences.isEmpty()) {
        return before;
      }
      after = Renewal.renew(before, wanted, differences);
      Resources kept = after;
      database.inTransaction(
          session -> {
            ResourceRows.write(session, before, kept);
            return true;
          });
      current = after;
      news = isNews(before, after, differences);
    } finally {
      lock.unlock();
    }
    if (news) {
      whenSitesChanged.run();
    }
    return after;
  }

  /** A site's own report is no news to anybody else. */
  private static boolean isNews(Resources before, Resources after, Differences differences) {
    return before.lastRevision() != after.lastRevision()
        || differences.sites().stream()
            .anyMatch(key -> isHeldAnew(before.sites().get(key), after.sites().get(key)));
  }

  private static boolean isHeldAnew(@Nullable SiteEntry old, @Nullable SiteEntry site) {
    return old == null || site == null || !Objects.equals(old.holder(), site.holder());
  }
}
