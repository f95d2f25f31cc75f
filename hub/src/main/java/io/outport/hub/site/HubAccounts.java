package io.outport.hub.site;

import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.Resources;
import io.outport.hub.resource.SiteConfigurations;
import io.outport.hub.resource.TokenEntry;
import io.outport.hubapi.model.ServicePrincipal;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The registry's accounts: tokens with the rights of their scope maps, and principals with those of
 * their roles.
 */
public final class HubAccounts implements Accounts {
  private static final List<ScopeRule> EVERYTHING =
      List.of(new ScopeRule(RepositoryPattern.EVERY, Set.of(RepositoryAction.values())));
  private static final List<ScopeRule> LOOKING =
      List.of(
          new ScopeRule(
              RepositoryPattern.EVERY,
              Set.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ)));

  private final ResourceStore store;
  private final HubFacts hub;
  private final InstantSource clock;
  private volatile Known known = new Known(Resources.NONE);

  /** Answers from what the store holds at each moment. */
  public HubAccounts(ResourceStore store, HubFacts hub, InstantSource clock) {
    this.store = store;
    this.hub = hub;
    this.clock = clock;
  }

  @Override
  public Optional<Account> authenticate(String name, String password) {
    Optional<Principal> principal = principal(name);
    if (principal.isPresent()) {
      return principal
          .filter(each -> each.isLive(clock.instant()) && each.accepts(password))
          .map(this::account);
    }
    Known now = known();
    return now.resources
        .token(name)
        .filter(token -> token.accepts(password, clock.instant()))
        .map(now::account);
  }

  @Override
  public Optional<Account> find(String name) {
    Optional<Principal> principal = principal(name);
    if (principal.isPresent()) {
      return principal.filter(each -> each.isLive(clock.instant())).map(this::account);
    }
    Known now = known();
    return now.resources
        .token(name)
        .filter(token -> token.isLive(clock.instant()))
        .map(now::account);
  }

  private Optional<Principal> principal(String name) {
    return hub.principals().find(name);
  }

  /** What its role on the registry lets it do with content. */
  private Account account(Principal principal) {
    List<String> registry = List.of(hub.registryId().toString().substring(1).split("/", -1));
    if (!principal.mayActAs(ServicePrincipal.READER, registry)) {
      return new Account(principal.name(), List.of());
    }
    boolean writes = principal.mayActAs(ServicePrincipal.CONTRIBUTOR, registry);
    return new Account(principal.name(), writes ? EVERYTHING : LOOKING);
  }

  /** A site's report changes the resources, but not these. */
  private Known known() {
    Known last = known;
    Resources now = store.current();
    if (last.resources.tokens().equals(now.tokens())
        && last.resources.scopeMaps().equals(now.scopeMaps())) {
      return last;
    }
    Known fresh = new Known(now);
    known = fresh;
    return fresh;
  }

  /** Accounts worked out once for a state of the resources; bounded by the number of tokens. */
  private static final class Known {
    private final Resources resources;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    Known(Resources resources) {
      this.resources = resources;
    }

    Account account(TokenEntry token) {
      return accounts.computeIfAbsent(
          token.name(), name -> new Account(name, SiteConfigurations.rules(resources, token)));
    }
  }
}
