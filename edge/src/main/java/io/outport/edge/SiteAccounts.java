package io.outport.edge;

import io.outport.hubapi.gateway.ClientAccount;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.PasswordHash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens out of the stored configuration; the parent is never asked (L8). */
final class SiteAccounts implements Accounts {
  private static final Logger LOG = LoggerFactory.getLogger(SiteAccounts.class);

  private final InstantSource clock;
  private final Grace grace;
  private volatile Map<String, Entry> entries = Map.of();

  /** Passwords end when they expire. */
  SiteAccounts(InstantSource clock) {
    this(clock, (expiry, now) -> false);
  }

  SiteAccounts(InstantSource clock, Grace grace) {
    this.clock = clock;
    this.grace = grace;
  }

  /** Whether a password is good for a while yet that expired. */
  @FunctionalInterface
  interface Grace {
    /** Asked at each use, about a moment that is past. */
    boolean covers(Instant expiry, Instant now);
  }

  private record Entry(Account account, List<Password> passwords) {}

  private record Password(PasswordHash hash, @Nullable Instant expiry) {
    boolean isValid(Instant now, Grace grace) {
      return expiry == null || now.isBefore(expiry) || grace.covers(expiry, now);
    }
  }

  /** Takes the place of all accounts before; requests under way are judged by these from now on. */
  void replace(List<ClientAccount> clients) {
    Map<String, Entry> next = new HashMap<>();
    clients.stream()
        .filter(ClientAccount::enabled)
        .forEach(client -> next.put(client.name(), entry(client)));
    entries = Map.copyOf(next);
  }

  @Override
  public Optional<Account> authenticate(String name, String password) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    boolean granted =
        entry.passwords().stream()
            .anyMatch(each -> each.isValid(now, grace) && each.hash().matches(password));
    return granted ? Optional.of(entry.account()) : Optional.empty();
  }

  @Override
  public Optional<Account> find(String name) {
    Instant now = clock.instant();
    return Optional.ofNullable(entries.get(name))
        .filter(entry -> entry.passwords().stream().anyMatch(each -> each.isValid(now, grace)))
        .map(Entry::account);
  }

  private static Entry entry(ClientAccount client) {
    List<ScopeRule> rules =
        client.rules().stream().flatMap(rule -> rule(client, rule).stream()).toList();
    List<Password> passwords =
        client.passwords().stream().flatMap(each -> password(client, each).stream()).toList();
    return new Entry(new Account(client.name(), rules), passwords);
  }

  /** A rule that this version does not understand grants nothing. */
  private static Optional<ScopeRule> rule(ClientAccount client, ClientAccount.Rule rule) {
    try {
      Set<RepositoryAction> actions =
          rule.actions().stream()
              .flatMap(label -> RepositoryAction.find(label).stream())
              .collect(Collectors.toSet());
      return Optional.of(new ScopeRule(new RepositoryPattern(rule.repository()), actions));
    } catch (OciException e) {
      LOG.atWarn()
          .setMessage("rule of a client token left out")
          .addKeyValue("token", client.name())
          .addKeyValue("reason", e.getMessage())
          .log();
      return Optional.empty();
    }
  }

  private static Optional<Password> password(
      ClientAccount client, ClientAccount.HashedPassword stored) {
    try {
      return Optional.of(new Password(PasswordHash.parse(stored.hash()), stored.expiry()));
    } catch (IllegalArgumentException e) {
      LOG.atWarn()
          .setMessage("password of a client token left out: unknown form of hash")
          .addKeyValue("token", client.name())
          .log();
      return Optional.empty();
    }
  }
}
