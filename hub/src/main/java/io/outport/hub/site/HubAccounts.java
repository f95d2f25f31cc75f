package io.outport.hub.site;

import io.outport.hub.extension.AgentPulls;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.Resources;
import io.outport.hub.resource.SiteConfigurations;
import io.outport.hub.resource.SiteEntry;
import io.outport.hub.resource.TokenEntry;
import io.outport.hubapi.model.ServicePrincipal;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.OtherRegistryException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The registry's accounts: tokens with the rights of their scope maps, principals with those of
 * their roles, and clusters' agents.
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
  private final AgentPulls agents;
  private final InstantSource clock;
  private volatile Known known = new Known(Resources.NONE);

  /** Answers from what the store holds at each moment. */
  public HubAccounts(ResourceStore store, HubFacts hub, AgentPulls agents, InstantSource clock) {
    this.store = store;
    this.hub = hub;
    this.agents = agents;
    this.clock = clock;
  }

  @Override
  public Optional<Account> authenticate(String name, String password) {
    if (AgentPulls.isOne(name)) {
      return agents.authenticate(name, password);
    }
    Optional<Principal> principal = principal(name);
    if (principal.isPresent()) {
      return principal
          .filter(each -> each.isLive(clock.instant()) && each.accepts(password))
          .map(this::account);
    }
    Known now = known();
    Optional<TokenEntry> good =
        now.resources.token(name).filter(token -> token.accepts(password, clock.instant()));
    good.flatMap(now::findNested).ifPresent(HubAccounts::refuse);
    return good.map(now::account);
  }

  @Override
  public Optional<Account> find(String name) {
    if (AgentPulls.isOne(name)) {
      return agents.find(name);
    }
    Optional<Principal> principal = principal(name);
    if (principal.isPresent()) {
      return principal.filter(each -> each.isLive(clock.instant())).map(this::account);
    }
    Known now = known();
    return now.resources
        .token(name)
        .filter(token -> token.isLive(clock.instant()))
        .filter(token -> now.findNested(token).isEmpty())
        .map(now::account);
  }

  private Optional<Principal> principal(String name) {
    return hub.principals().find(name);
  }

  /** A site talks to its parent alone, which is how the links above stay as thin as they are. */
  private static void refuse(SiteEntry nested) {
    throw new OtherRegistryException(
        ("this is the sync token of connected registry '%s', which is below '%s' and talks to that"
                + " one alone: sign in there, or here with another token")
            .formatted(nested.name(), nested.desired().parent()));
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

  /** A site's report changes the resources, but not these; a new site has a new revision. */
  private Known known() {
    Known last = known;
    Resources now = store.current();
    if (last.resources.lastRevision() == now.lastRevision()
        && last.resources.sites().size() == now.sites().size()
        && last.resources.tokens().equals(now.tokens())
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

    /** The sites that are below others, by the keys of their sync tokens. */
    private final Map<String, SiteEntry> nested;

    Known(Resources resources) {
      this.resources = resources;
      this.nested =
          resources.sites().values().stream()
              .filter(site -> !site.desired().parent().isEmpty())
              .collect(
                  Collectors.toMap(
                      site -> Resources.key(site.desired().syncToken()),
                      Function.identity(),
                      (first, _) -> first));
    }

    Optional<SiteEntry> findNested(TokenEntry token) {
      return Optional.ofNullable(nested.get(Resources.key(token.name())));
    }

    Account account(TokenEntry token) {
      return accounts.computeIfAbsent(
          token.name(), name -> new Account(name, SiteConfigurations.rules(resources, token)));
    }
  }
}
