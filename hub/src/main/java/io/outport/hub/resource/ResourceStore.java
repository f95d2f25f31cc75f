package io.outport.hub.resource;

import io.outport.registry.store.sql.SqlDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
      after = withRevisions(before, work.apply(before));
      if (after.equals(before)) {
        return before;
      }
      Resources kept = after;
      database.inTransaction(
          session -> {
            ResourceRows.write(session, before, kept);
            return true;
          });
      current = after;
      news = isNews(before, after);
    } finally {
      lock.unlock();
    }
    if (news) {
      whenSitesChanged.run();
    }
    return after;
  }

  private static Resources withRevisions(Resources before, Resources after) {
    boolean sameAccounts =
        before.tokens().equals(after.tokens()) && before.scopeMaps().equals(after.scopeMaps());
    // The shortcut makes a site's report cost the same however many sites there are.
    Set<String> touched = sameAccounts ? touched(before, after) : after.sites().keySet();
    long revision = after.lastRevision();
    List<SiteEntry> renewed = new ArrayList<>();
    for (String key : touched) {
      SiteEntry old = before.sites().get(key);
      SiteEntry site = after.sites().get(key);
      if (site != null && !isToldTheSame(before, old, after, site)) {
        revision++;
        renewed.add(site.withRevision(revision));
      }
    }
    return renewed.isEmpty() ? after : after.withSites(renewed, revision);
  }

  /** The sites that changed by more than a report, and all above them, who are told of them. */
  private static Set<String> touched(Resources before, Resources after) {
    Set<String> changed = new TreeSet<>();
    for (Map.Entry<String, SiteEntry> entry : after.sites().entrySet()) {
      SiteEntry old = before.sites().get(entry.getKey());
      if (old == null || !isSame(old, entry.getValue())) {
        changed.add(entry.getKey());
        changed.addAll(Lineage.ancestors(after, entry.getValue()));
      }
    }
    for (Map.Entry<String, SiteEntry> entry : before.sites().entrySet()) {
      if (!after.sites().containsKey(entry.getKey())) {
        changed.addAll(Lineage.ancestors(before, entry.getValue()));
      }
    }
    return changed;
  }

  private static boolean isSame(SiteEntry old, SiteEntry site) {
    return old.created().equals(site.created())
        && old.desired().equals(site.desired())
        && Objects.equals(old.holder(), site.holder());
  }

  private static boolean isToldTheSame(
      Resources before, @Nullable SiteEntry old, Resources after, SiteEntry site) {
    return old != null
        && old.created().equals(site.created())
        && SiteConfigurations.of(before, old).equals(SiteConfigurations.of(after, site));
  }

  /** A site's own report is no news to anybody else. */
  private static boolean isNews(Resources before, Resources after) {
    return before.lastRevision() != after.lastRevision()
        || !before.sites().keySet().equals(after.sites().keySet())
        || after.sites().values().stream().anyMatch(site -> isHeldAnew(before, site));
  }

  private static boolean isHeldAnew(Resources before, SiteEntry site) {
    return before
        .site(site.name())
        .filter(old -> Objects.equals(old.holder(), site.holder()))
        .isEmpty();
  }
}
