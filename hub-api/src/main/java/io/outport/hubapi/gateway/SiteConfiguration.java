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
    List<Descendant> descendants) {

  /** Copies the lists; a parent, or a file, from before there were the last two names none. */
  public SiteConfiguration {
    repositories = List.copyOf(repositories);
    clients = List.copyOf(clients);
    notifications = List.copyOf(Objects.requireNonNullElse(notifications, List.of()));
    descendants = List.copyOf(Objects.requireNonNullElse(descendants, List.of()));
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
        List.of());
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
        descendants);
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
        descendants);
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
        below);
  }
}
