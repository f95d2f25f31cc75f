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
    List<Descendant> descendants) {

  /** Copies the lists; a parent of before there were descendants tells of none. */
  public SiteConfiguration {
    repositories = List.copyOf(repositories);
    clients = List.copyOf(clients);
    descendants = List.copyOf(Objects.requireNonNullElse(descendants, List.of()));
  }

  /** A site with none below it. */
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

  /** The same with these sites below it. */
  public SiteConfiguration withDescendants(List<Descendant> below) {
    return new SiteConfiguration(
        name, revision, mode, repositories, schedule, syncWindow, clients, logLevel, below);
  }
}
