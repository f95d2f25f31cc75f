package io.outport.hub.resource;

import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.Token;
import io.outport.oci.model.Quoted;
import io.outport.registry.auth.PasswordHash;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens: the accounts of the registry and of its sites (reference, 3.5). */
public final class TokenDesk implements ResourceDesk<Token> {
  private static final String WHAT = "token";
  private static final List<String> SLOTS = List.of(PasswordSlot.FIRST, PasswordSlot.SECOND);

  private final ResourceStore store;
  private final ResourceId registry;
  private final Predicate<String> isReserved;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * Works on this store.
   *
   * @param isReserved whether a name is a principal's, which no token may have
   */
  public TokenDesk(
      ResourceStore store,
      ResourceId registry,
      Predicate<String> isReserved,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.registry = registry;
    this.isReserved = isReserved;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<Token> list() {
    return store.current().tokens().values().stream().map(this::view).toList();
  }

  @Override
  public Token get(String name) {
    return view(require(store.current(), name));
  }

  @Override
  public Written<Token> put(String name, Token wanted) {
    Names.other(WHAT, name);
    if (isReserved.test(name)) {
      throw ResourceProblem.conflict(
          "TokenNameReserved",
          "token name '%s' is that of an administrator: choose another".formatted(name));
    }
    Token.Properties properties = wanted.properties();
    if (properties.scopeMapId() == null) {
      throw ResourceProblem.invalid("a token needs a scopeMapId");
    }
    boolean created = store.current().token(name).isEmpty();
    TokenEntry fresh = new TokenEntry(name, clock.instant(), "", true, List.of());
    Resources after =
        store.change(
            resources -> {
              if (resources.token(name).isEmpty()) {
                Names.requireRoom(WHAT, resources.tokens().size());
              }
              return change(resources, resources.token(name).orElse(fresh), properties);
            });
    return new Written<>(view(require(after, name)), created);
  }

  @Override
  public Token patch(String name, Token partial) {
    Resources after =
        store.change(
            resources -> change(resources, require(resources, name), partial.properties()));
    return view(require(after, name));
  }

  @Override
  public boolean delete(String name) {
    boolean existed = store.current().token(name).isPresent();
    store.change(
        resources -> {
          requireNoSyncToken(resources, name);
          return withoutLinks(resources, name).withoutToken(name);
        });
    return existed;
  }

  /**
   * Makes fresh passwords, which end the ones that were in their slots. The answer is the only
   * place where they are in the clear.
   */
  public GeneratedCredentials generate(GenerateCredentials request) {
    String name = tokenName(request.tokenId());
    List<String> slots = slots(request.name());
    Instant now = clock.instant();
    Instant expiry = request.expiry();
    if (expiry != null && !expiry.isAfter(now)) {
      throw ResourceProblem.invalid(
          "expiry %s is over already: give a later one".formatted(expiry));
    }
    List<Token.Password> shown =
        slots.stream()
            .map(
                slot ->
                    new Token.Password(slot, now, expiry, PasswordHash.generatePassword(random)))
            .toList();
    List<PasswordSlot> kept = shown.stream().map(this::keep).toList();
    Resources after =
        store.change(
            resources -> {
              TokenEntry token = require(resources, name);
              return resources.with(token.withPasswords(merge(token.passwords(), kept)));
            });
    return new GeneratedCredentials(require(after, name).name(), shown);
  }

  static TokenEntry require(Resources resources, String name) {
    return resources.token(name).orElseThrow(() -> ResourceProblem.notFound(WHAT, name));
  }

  /** The name in the id of one of our tokens; the token need not exist. */
  String tokenName(@Nullable String id) {
    return idName(registry, id, ResourceId.TOKENS, "a token");
  }

  static String idName(ResourceId registry, @Nullable String id, String kind, String what) {
    return Optional.ofNullable(id)
        .flatMap(ResourceId::find)
        .filter(each -> each.kind().equals(kind))
        .filter(each -> each.registryId().isSame(registry))
        .map(ResourceId::name)
        .orElseThrow(
            () ->
                ResourceProblem.invalid(
                    "'%s' is not the id of %s here: it begins with '%s/%s/'"
                        .formatted(Quoted.shorten(String.valueOf(id)), what, registry, kind)));
  }

  private Resources change(Resources resources, TokenEntry old, Token.Properties wanted) {
    String scopeMap =
        wanted.scopeMapId() == null
            ? old.scopeMap()
            : idName(registry, wanted.scopeMapId(), ResourceId.SCOPE_MAPS, "a scope map");
    String canonical = ScopeMapDesk.require(resources, scopeMap).name();
    return resources.with(
        new TokenEntry(
            old.name(),
            old.created(),
            canonical,
            enabled(wanted.status()).orElse(old.enabled()),
            retained(old.passwords(), wanted.credentials())));
  }

  private static Optional<Boolean> enabled(@Nullable String status) {
    if (status == null) {
      return Optional.empty();
    }
    if (!status.equalsIgnoreCase(Token.ENABLED) && !status.equalsIgnoreCase(Token.DISABLED)) {
      throw ResourceProblem.invalid(
          "status '%s' is not one: give 'enabled' or 'disabled'".formatted(Quoted.shorten(status)));
    }
    return Optional.of(status.equalsIgnoreCase(Token.ENABLED));
  }

  /** Slots that the request does not name are emptied; it cannot fill one. */
  private static List<PasswordSlot> retained(
      List<PasswordSlot> slots, Token.@Nullable Credentials wanted) {
    if (wanted == null || wanted.passwords() == null) {
      return slots;
    }
    Set<String> named =
        wanted.passwords().stream().map(Token.Password::name).collect(Collectors.toSet());
    return slots.stream().filter(slot -> named.contains(slot.name())).toList();
  }

  private static List<String> slots(@Nullable String name) {
    if (name == null) {
      return SLOTS;
    }
    if (!SLOTS.contains(name)) {
      throw ResourceProblem.invalid(
          "password name '%s' is not one: give 'password1' or 'password2'"
              .formatted(Quoted.shorten(name)));
    }
    return List.of(name);
  }

  private PasswordSlot keep(Token.Password shown) {
    String hash = PasswordHash.of(String.valueOf(shown.value()), random).toText();
    return new PasswordSlot(shown.name(), clock.instant(), shown.expiry(), hash);
  }

  private static List<PasswordSlot> merge(List<PasswordSlot> old, List<PasswordSlot> fresh) {
    Set<String> replaced = fresh.stream().map(PasswordSlot::name).collect(Collectors.toSet());
    List<PasswordSlot> all = new ArrayList<>(fresh);
    old.stream().filter(slot -> !replaced.contains(slot.name())).forEach(all::add);
    all.sort(Comparator.comparing(PasswordSlot::name));
    return all;
  }

  private static void requireNoSyncToken(Resources resources, String name) {
    resources.sites().values().stream()
        .filter(site -> site.desired().syncToken().equalsIgnoreCase(name))
        .findFirst()
        .ifPresent(
            site -> {
              throw ResourceProblem.conflict(
                  "TokenInUse",
                  ("token '%s' is the sync token of connected registry '%s': delete that first, or"
                          + " disable the token to cut the site off")
                      .formatted(Quoted.shorten(name), site.name()));
            });
  }

  /** A site stops accepting a client token that is gone. */
  private static Resources withoutLinks(Resources resources, String name) {
    Resources all = resources;
    for (SiteEntry site : resources.sites().values()) {
      List<String> left =
          site.desired().clientTokens().stream()
              .filter(each -> !each.equalsIgnoreCase(name))
              .toList();
      if (left.size() < site.desired().clientTokens().size()) {
        all = all.with(site.withDesired(site.desired().withClientTokens(left)));
      }
    }
    return all;
  }

  private Token view(TokenEntry entry) {
    ResourceId id = registry.child(ResourceId.TOKENS, entry.name());
    return new Token(
        id.toString(),
        entry.name(),
        id.type(),
        new Token.Properties(
            entry.created(),
            "Succeeded",
            registry.child(ResourceId.SCOPE_MAPS, entry.scopeMap()).toString(),
            new Token.Credentials(
                entry.passwords().stream()
                    .map(
                        slot ->
                            new Token.Password(slot.name(), slot.created(), slot.expiry(), null))
                    .toList()),
            entry.enabled() ? Token.ENABLED : Token.DISABLED));
  }
}
