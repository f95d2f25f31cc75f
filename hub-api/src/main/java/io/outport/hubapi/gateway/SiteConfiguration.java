package io.outport.hubapi.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a site must know to serve with its parent gone; holds no clear password.
 *
 * @param revision grows with every change of what is below; part of each poll
 * @param mode {@code ReadOnly} or {@code ReadWrite}
 * @param repositories patterns of what the site keeps: a name, {@code prefix/*}, or {@code *}
 * @param schedule five-field cron in UTC; {@code * * * * *} means continuous
 * @param syncWindow ISO 8601 duration, empty for none
 * @param clients who may sign in at the site
 * @param logLevel {@code Debug Information Warning Error None}
 * @param resyncAsked when a person last asked for everything to be compared; null for never
 * @param notifications patterns of the changes that the parent wants to hear of (reference, 3.6)
 * @param descendants the sites below, at any depth, in no order
 * @param messageTtl ISO 8601 duration; a site that heard nothing for longer compares everything
 * @param garbageCollection when the site frees deleted content
 */
public record SiteConfiguration(
    String name,
    long revision,
    String mode,
    List<String> repositories,
    String schedule,
    String syncWindow,
    List<ClientAccount> clients,
    String logLevel,
    @Nullable Instant resyncAsked,
    List<String> notifications,
    List<Descendant> descendants,
    String messageTtl,
    GarbageCollection garbageCollection) {
  /** How long messages live where a parent does not say (reference, 2). */
  public static final String DEFAULT_MESSAGE_TTL = "P2D";

  /**
   * When the site frees deleted content (reference, 2).
   *
   * @param schedule five-field cron in UTC
   */
  public record GarbageCollection(boolean enabled, String schedule) {
    /** What holds where a parent does not say. */
    public static final GarbageCollection DEFAULT = new GarbageCollection(true, "0 0 * * *");
  }

  /** Copies the lists; a parent, or a file, from before there were the last four names none. */
  public SiteConfiguration {
    repositories = List.copyOf(repositories);
    clients = List.copyOf(clients);
    notifications = List.copyOf(Objects.requireNonNullElse(notifications, List.of()));
    descendants = List.copyOf(Objects.requireNonNullElse(descendants, List.of()));
    messageTtl = Objects.requireNonNullElse(messageTtl, DEFAULT_MESSAGE_TTL);
    garbageCollection = Objects.requireNonNullElse(garbageCollection, GarbageCollection.DEFAULT);
  }

  /** A site of which nothing more is wanted, with none below it. */
  public SiteConfiguration(
      String name,
      long revision,
      String mode,
      List<String> repositories,
      String schedule,
      String syncWindow,
      List<ClientAccount> clients,
      String logLevel) {
    this(
        name,
        revision,
        mode,
        repositories,
        schedule,
        syncWindow,
        clients,
        logLevel,
        null,
        List.of(),
        List.of(),
        DEFAULT_MESSAGE_TTL,
        GarbageCollection.DEFAULT);
  }

  /** The same with this wish for a comparison. */
  public SiteConfiguration withResyncAsked(@Nullable Instant asked) {
    return new SiteConfiguration(
        name,
        revision,
        mode,
        repositories,
        schedule,
        syncWindow,
        clients,
        logLevel,
        asked,
        notifications,
        descendants,
        messageTtl,
        garbageCollection);
  }

  /** The same, telling of these changes. */
  public SiteConfiguration withNotifications(List<String> patterns) {
    return new SiteConfiguration(
        name,
        revision,
        mode,
        repositories,
        schedule,
        syncWindow,
        clients,
        logLevel,
        resyncAsked,
        patterns,
        descendants,
        messageTtl,
        garbageCollection);
  }

  /** The same with these sites below it. */
  public SiteConfiguration withDescendants(List<Descendant> below) {
    return new SiteConfiguration(
        name,
        revision,
        mode,
        repositories,
        schedule,
        syncWindow,
        clients,
        logLevel,
        resyncAsked,
        notifications,
        below,
        messageTtl,
        garbageCollection);
  }

  /** The same with messages that live this long (ISO 8601). */
  public SiteConfiguration withMessageTtl(String changed) {
    return with(changed, garbageCollection);
  }

  /** The same, freeing deleted content at other times. */
  public SiteConfiguration withGarbageCollection(GarbageCollection changed) {
    return with(messageTtl, changed);
  }

  private SiteConfiguration with(String ttl, GarbageCollection garbage) {
    return new SiteConfiguration(
        name,
        revision,
        mode,
        repositories,
        schedule,
        syncWindow,
        clients,
        logLevel,
        resyncAsked,
        notifications,
        descendants,
        ttl,
        garbage);
  }
}
