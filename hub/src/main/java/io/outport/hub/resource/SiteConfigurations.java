package io.outport.hub.resource;

import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.Descendant;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import java.util.List;
import java.util.Optional;

/** What a site is told, worked out of the resources. */
public final class SiteConfigurations {
  private SiteConfigurations() {}

  /** The configuration as of these resources, with what the site must know of those below it. */
  public static SiteConfiguration of(Resources resources, SiteEntry site) {
    return own(resources, site)
        .withDescendants(
            Lineage.below(resources, site).stream()
                .flatMap(each -> descendant(resources, each).stream())
                .toList());
  }

  /**
   * What those above are told of the site; one whose sync token is gone cannot sign in anywhere.
   */
  static Optional<Descendant> descendant(Resources resources, SiteEntry site) {
    return resources
        .token(site.desired().syncToken())
        .map(
            token ->
                new Descendant(
                    site.desired().parent(),
                    account(resources, token),
                    site.holder() == null ? null : site.holder().instanceId(),
                    own(resources, site)));
  }

  /** The configuration without what the site must know of those below it. */
  static SiteConfiguration own(Resources resources, SiteEntry site) {
    SiteEntry.Desired desired = site.desired();
    var configuration =
        new SiteConfiguration(
            site.name(),
            site.revision(),
            desired.mode(),
            patterns(resources, site).stream().map(RepositoryPattern::value).toList(),
            desired.schedule(),
            desired.syncWindow(),
            desired.clientTokens().stream()
                .flatMap(name -> resources.token(name).stream())
                .map(token -> account(resources, token))
                .toList(),
            desired.logLevel());
    return configuration
        .withResyncAsked(desired.resyncAsked())
        .withNotifications(desired.notifications())
        .withMessageTtl(desired.messageTtl())
        .withGarbageCollection(
            new SiteConfiguration.GarbageCollection(
                desired.collectsGarbage(), desired.garbageSchedule()));
  }

  /** The repositories that the site's sync token may read, sorted. */
  public static List<RepositoryPattern> patterns(Resources resources, SiteEntry site) {
    return resources
        .token(site.desired().syncToken())
        .map(token -> rules(resources, token))
        .orElse(List.of())
        .stream()
        .filter(rule -> rule.actions().contains(RepositoryAction.CONTENT_READ))
        .map(ScopeRule::pattern)
        .sorted()
        .toList();
  }

  /** What a token may do; nothing once its scope map is gone. */
  public static List<ScopeRule> rules(Resources resources, TokenEntry token) {
    Optional<ScopeMapEntry> map = resources.scopeMap(token.scopeMap());
    return map.map(entry -> ScopeActions.rules(entry.actions())).orElse(List.of());
  }

  private static ClientAccount account(Resources resources, TokenEntry token) {
    return new ClientAccount(
        token.name(),
        token.enabled(),
        token.passwords().stream()
            .map(slot -> new ClientAccount.HashedPassword(slot.hash(), slot.expiry()))
            .toList(),
        rules(resources, token).stream().map(SiteConfigurations::rule).toList());
  }

  private static ClientAccount.Rule rule(ScopeRule rule) {
    return new ClientAccount.Rule(
        rule.pattern().value(),
        rule.actions().stream().map(RepositoryAction::label).sorted().toList());
  }
}
