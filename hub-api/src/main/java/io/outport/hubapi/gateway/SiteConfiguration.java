package io.outport.hubapi.gateway;

import java.util.List;
import java.util.Objects;

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
 * @param notifications patterns of the events that the parent is told of
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
    List<String> notifications) {

  /** Copies the lists; a parent, or a file, from before there were notifications names none. */
  public SiteConfiguration {
    repositories = List.copyOf(repositories);
    clients = List.copyOf(clients);
    notifications = Objects.requireNonNullElse(notifications, List.of());
    notifications = List.copyOf(notifications);
  }

  /** A configuration without notifications. */
  public SiteConfiguration(
      String name,
      long revision,
      String mode,
      List<String> repositories,
      String schedule,
      String syncWindow,
      List<ClientAccount> clients,
      String logLevel) {
    this(name, revision, mode, repositories, schedule, syncWindow, clients, logLevel, List.of());
  }
}
