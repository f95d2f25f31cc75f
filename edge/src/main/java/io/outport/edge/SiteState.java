package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryPattern;
import io.outport.sync.SiteScope;
import io.outport.sync.SyncJournal;
import io.outport.sync.schedule.SyncSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration in use, and what it means to the parts of a site. Safe for many threads. */
final class SiteState {
  private static final Logger LOG = LoggerFactory.getLogger(SiteState.class);
  private static final String READ_ONLY = "ReadOnly";
  private static final String MIRROR = "Mirror";

  private record Read(SiteConfiguration configuration, SyncSchedule schedule) {}

  private final StoredConfiguration stored;
  private final SiteAccounts accounts;
  private final SiteAccounts syncTokens;
  private final SyncJournal journal;
  private final Bell bell;

  /** Told of each configuration, under the lock. */
  private final List<Consumer<SiteConfiguration>> followers = new CopyOnWriteArrayList<>();

  /** Held while the configuration changes, and while the parent is asked for it. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile SiteConfiguration configuration;

  /**
   * The last wish for a comparison that was met; those of earlier runs of the program count as met.
   */
  private volatile @Nullable Instant resynced;

  /** The schedule that was read last: a bad one is told of, and a slow one read, once. */
  private volatile @Nullable Read read;

  /**
   * Begins with a configuration that is on disk already.
   *
   * @param accounts who may sign in to the registry; filled from here on
   * @param syncTokens those of all sites below; filled from here on
   * @param bell rung when the configuration changes, as that of a site below may be part of it
   */
  SiteState(
      SiteConfiguration configuration,
      StoredConfiguration stored,
      SiteAccounts accounts,
      SiteAccounts syncTokens,
      SyncJournal journal,
      Bell bell) {
    this.configuration = configuration;
    this.resynced = configuration.resyncAsked();
    this.stored = stored;
    this.accounts = accounts;
    this.syncTokens = syncTokens;
    this.journal = journal;
    this.bell = bell;
    admit(configuration);
  }

  /** Whether clients of a site with this configuration may only read. */
  static boolean isReadOnly(SiteConfiguration configuration) {
    String mode = configuration.mode();
    return mode.equalsIgnoreCase(READ_ONLY) || mode.equalsIgnoreCase(MIRROR);
  }

  SiteConfiguration configuration() {
    return configuration;
  }

  /**
   * Tells of the configuration in use, now, and of each that takes its place, in order and at once.
   * The follower must not throw, nor take long.
   */
  void follow(Consumer<SiteConfiguration> follower) {
    lock.lock();
    try {
      followers.add(follower);
      follower.accept(configuration);
    } finally {
      lock.unlock();
    }
  }

  /** How long the parent keeps messages for this site (reference, 2). */
  Duration messageTtl() {
    return messageTtl(configuration);
  }

  /** One that cannot be read is the usual one. */
  static Duration messageTtl(SiteConfiguration configuration) {
    try {
      return Duration.parse(configuration.messageTtl());
    } catch (DateTimeParseException e) {
      LOG.atDebug().setMessage("message time to live unusable").setCause(e).log();
      return Duration.parse(SiteConfiguration.DEFAULT_MESSAGE_TTL);
    }
  }

  /** The sites below this one, as of now. */
  Descendants descendants() {
    return new Descendants(configuration);
  }

  /** What the sites below sign in with. */
  SiteAccounts syncTokens() {
    return syncTokens;
  }

  /**
   * Asks the parent for the configuration and puts it to use, as {@link #apply}. Who asks later
   * gets a later answer: of two that ask at once, none puts an older configuration over a newer.
   */
  boolean refresh(Supplier<SiteConfiguration> parent) {
    lock.lock();
    try {
      return apply(parent.get());
    } finally {
      lock.unlock();
    }
  }

  /** Whether a person has asked for a comparison that has not been {@link #resynced} yet. */
  boolean isResyncWanted() {
    return !Objects.equals(configuration.resyncAsked(), resynced);
  }

  /** Notes that what was asked for at this moment is done. */
  void resynced(@Nullable Instant asked) {
    resynced = asked;
  }

  /**
   * Puts a configuration to use; durable when it returns.
   *
   * @return whether other content is to be kept than before, so that all must be compared
   */
  boolean apply(SiteConfiguration next) {
    lock.lock();
    try {
      SiteConfiguration before = configuration;
      if (next.equals(before)) {
        return false;
      }
      boolean resync = !Objects.equals(next.resyncAsked(), before.resyncAsked());
      boolean otherContent = resync || !next.repositories().equals(before.repositories());
      if (otherContent) {
        // First, so that a crash before the next line costs a comparison and not content.
        journal.clearCursor();
      }
      stored.save(next);
      configuration = next;
      admit(next);
      bell.ring();
      followers.forEach(each -> each.accept(next));
      LOG.atInfo()
          .setMessage("configuration taken")
          .addKeyValue("revision", next.revision())
          .addKeyValue("repositories", next.repositories())
          .addKeyValue("clients", next.clients().size())
          .addKeyValue("sitesBelow", next.descendants().size())
          .log();
      if (!next.mode().equals(before.mode())) {
        LOG.atWarn().setMessage("mode changed at the parent, restart this site to use it").log();
      }
      return otherContent;
    } finally {
      lock.unlock();
    }
  }

  /** What the site keeps. */
  SiteScope scope() {
    SiteConfiguration now = configuration;
    return new SiteScope(
        patterns(now), isReadOnly(now) ? SiteScope.Upkeep.MIRROR : SiteScope.Upkeep.KEEP_OWN);
  }

  /** The repositories of a configuration; one that cannot be read is none. */
  static List<RepositoryPattern> patterns(SiteConfiguration configuration) {
    return configuration.repositories().stream().flatMap(text -> pattern(text).stream()).toList();
  }

  /** Lets its clients and the sites right below sign in, and nobody else. */
  private void admit(SiteConfiguration now) {
    var below = new Descendants(now);
    Stream<ClientAccount> children = below.childTokens().stream();
    accounts.replace(Stream.concat(now.clients().stream(), children).toList());
    syncTokens.replace(below.tokens());
  }

  /** When content may move; one that cannot be read means never, for links cost money. */
  SyncSchedule schedule() {
    SiteConfiguration now = configuration;
    Read known = read;
    if (known == null || !known.configuration.equals(now)) {
      known = new Read(now, schedule(now));
      read = known;
    }
    return known.schedule;
  }

  private static SyncSchedule schedule(SiteConfiguration now) {
    try {
      return SyncSchedule.parse(now.schedule(), now.syncWindow());
    } catch (IllegalArgumentException e) {
      LOG.atWarn().setMessage("sync schedule unusable").addKeyValue("reason", e.getMessage()).log();
      return SyncSchedule.never();
    }
  }

  private static Optional<RepositoryPattern> pattern(String text) {
    try {
      return Optional.of(new RepositoryPattern(text));
    } catch (OciException e) {
      LOG.atWarn().setMessage("repository left out").addKeyValue("reason", e.getMessage()).log();
      return Optional.empty();
    }
  }
}
