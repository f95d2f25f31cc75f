package io.outport.hubapi.gateway;

import java.time.Instant;
import java.util.List;
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
    @Nullable Instant resyncAsked) {

  /** Copies the lists. */
  public SiteConfiguration {
    repositories = List.copyOf(repositories);
    clients = List.copyOf(clients);
  }

  /** Without a wish for a comparison. */
  public SiteConfiguration(
      String name,
      long revision,
      String mode,
      List<String> repositories,
      String schedule,
      String syncWindow,
      List<ClientAccount> clients,
      String logLevel) {
    this(name, revision, mode, repositories, schedule, syncWindow, clients, logLevel, null);
  }
}
