package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.OtherRegistryException;
import io.outport.registry.auth.RefreshTokens;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.auth.TokenAccess;
import io.outport.registry.auth.VerifiedToken;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets a request in or answers it with a challenge (distribution specification "Authentication",
 * CNCF distribution "Token Authentication", RFC 6750 section 3). Every decision looks at the
 * account as it is now; a token only narrows it.
 */
final class Gate {
  /** Who everybody is where everybody may read; no real account has an empty name. */
  static final Account ANONYMOUS =
      new Account(
          "",
          List.of(
              new ScopeRule(
                  RepositoryPattern.EVERY,
                  Set.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ))));

  /** Who gives a refresh token as password (ACR, "az acr login --expose-token"). */
  private static final String REFRESH_TOKEN_USER = "00000000-0000-0000-0000-000000000000";

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._\\-\\[\\]:]{1,255}");

  private final Accounts accounts;
  private final RequestTokens tokens;
  private final RefreshTokens refreshTokens;
  private final RegistrySettings settings;
  private final Turnstile turnstile;

  Gate(
      Accounts accounts,
      RequestTokens tokens,
      RefreshTokens refreshTokens,
      RegistrySettings settings,
      Turnstile turnstile) {
    this.turnstile = turnstile;
    this.accounts = accounts;
    this.tokens = tokens;
    this.refreshTokens = refreshTokens;
    this.settings = settings;
  }

  /**
   * The caller, who has the right.
   *
   * @throws RefusalException with a challenge (401), or {@code DENIED} (403) for a caller whom
   *     another token would not help
   */
  Caller admit(Exchange exchange, Right right) {
    return switch (right) {
      case OPEN -> new Caller(ANONYMOUS, Caller.Proof.NONE, TokenAccess.NONE);
      case SIGNED_IN -> signedIn(exchange);
      case CATALOG -> admitToCatalog(exchange);
      case PULL, LIST_TAGS, PUSH, DELETE -> admitToRepository(exchange, right);
    };
  }

  /**
   * Whether whoever sends this header belongs to the audience, decided without waiting: false also
   * where that takes longer, or where a refusal must say why.
   */
  boolean admitsAtOnce(String authorization, Audience audience) {
    return switch (Credentials.parse(authorization)) {
      case Credentials.Bearer bearer ->
          identify(bearer).filter(caller -> caller.isOf(audience)).isPresent();
      case Credentials.Absent _ -> settings.protection().anonymousPull();
      case Credentials.Basic _, Credentials.Unreadable _ -> false;
    };
  }

  /**
   * Names the account behind a name and password; empty when they are wrong.
   *
   * @throws RefusalException (429) when that name was tried too often from the same address, or
   *     (403) when the account belongs to another registry
   */
  Optional<Account> authenticate(Credentials.Basic basic, String address) {
    if (basic.name().isEmpty()) {
      return Optional.empty();
    }
    turnstile.admitSignIn(basic.name(), address);
    try {
      Optional<Account> account =
          basic.name().equals(REFRESH_TOKEN_USER)
              ? findByRefreshToken(basic.password())
              : accounts.authenticate(basic.name(), basic.password());
      turnstile.noteSignIn(basic.name(), address, account.isPresent());
      return account;
    } catch (OtherRegistryException e) {
      // The password was right, so this is nobody who guesses.
      turnstile.noteSignIn(basic.name(), address, true);
      throw new RefusalException(
          Errors.reply(
              ErrorCode.DENIED, "requested access to the resource is denied: " + e.getMessage()));
    }
  }

  /** Names the account that a refresh token stands for; empty when it stands for none now. */
  Optional<Account> findByRefreshToken(String refreshToken) {
    return refreshTokens.findAccount(refreshToken).flatMap(accounts::find);
  }

  boolean admitsAnonymousPull() {
    return settings.protection().anonymousPull();
  }

  /** A ping must be challenged even where all may read, or clients never learn how to sign in. */
  private Caller signedIn(Exchange exchange) {
    Caller caller = identify(exchange, List.of());
    if (caller.proof() == Caller.Proof.NONE) {
      throw challenge(exchange, List.of(), "", "sign in first");
    }
    return caller;
  }

  private Caller admitToCatalog(Exchange exchange) {
    List<String> scopes = List.of(TokenAccess.catalogScope());
    Caller caller = identify(exchange, scopes);
    if (caller.proof() == Caller.Proof.TOKEN && !caller.access().catalog()) {
      throw challenge(
          exchange,
          scopes,
          "insufficient_scope",
          "insufficient scopes: the token lacks the catalog");
    }
    return caller;
  }

  private Caller admitToRepository(Exchange exchange, Right right) {
    RepositoryName repository = exchange.repository();
    List<String> scopes = List.of(TokenAccess.scope(repository, right.challenged()));
    Caller caller = identify(exchange, scopes);
    if (caller.find(repository, right).isPresent()) {
      return caller;
    }
    String lacking =
        "'%s' on repository '%s'".formatted(right.anyOf().getFirst().label(), repository);
    throw switch (caller.proof()) {
      case NONE -> challenge(exchange, scopes, "", "sign in first: this needs " + lacking);
      case TOKEN ->
          challenge(
              exchange,
              scopes,
              "insufficient_scope",
              "insufficient scopes: the token lacks " + lacking);
      case PASSWORD ->
          new RefusalException(
              Errors.reply(
                  ErrorCode.DENIED,
                  "requested access to the resource is denied: the account lacks " + lacking));
    };
  }

  private Caller identify(Exchange exchange, List<String> scopes) {
    return switch (Credentials.parse(exchange.header("Authorization"))) {
      case Credentials.Absent absent -> {
        if (!settings.protection().anonymousPull()) {
          throw challenge(exchange, scopes, "", "sign in first");
        }
        yield new Caller(ANONYMOUS, Caller.Proof.NONE, TokenAccess.NONE);
      }
      case Credentials.Basic basic ->
          authenticate(basic, exchange.address())
              .map(account -> new Caller(account, Caller.Proof.PASSWORD, TokenAccess.NONE))
              .orElseThrow(
                  () -> challenge(exchange, scopes, "", "the name or the password is wrong"));
      case Credentials.Bearer bearer ->
          identify(bearer)
              .orElseThrow(
                  () ->
                      challenge(
                          exchange,
                          scopes,
                          "invalid_token",
                          "the token is not valid here or has expired: ask for a new one"));
      case Credentials.Unreadable unreadable ->
          throw challenge(exchange, scopes, "", "the Authorization header cannot be read");
    };
  }

  private Optional<Caller> identify(Credentials.Bearer bearer) {
    Optional<VerifiedToken> token = tokens.verify(bearer.token());
    return token
        .flatMap(known -> findAccount(known.account()))
        .map(account -> new Caller(account, Caller.Proof.TOKEN, token.orElseThrow().access()));
  }

  private Optional<Account> findAccount(String name) {
    if (name.isEmpty()) {
      return settings.protection().anonymousPull() ? Optional.of(ANONYMOUS) : Optional.empty();
    }
    return accounts.find(name);
  }

  private RefusalException challenge(
      Exchange exchange, List<String> scopes, String error, String message) {
    StringBuilder header =
        new StringBuilder("Bearer realm=\"")
            .append(exchange.isEncrypted() ? "https" : "http")
            .append("://")
            .append(host(exchange))
            .append("/acr/oauth2/token\",service=\"")
            .append(settings.serviceHost())
            .append('"');
    if (!scopes.isEmpty()) {
      header.append(",scope=\"").append(String.join(" ", scopes)).append('"');
    }
    if (!error.isEmpty()) {
      header.append(",error=\"").append(error).append('"');
    }
    return new RefusalException(
        Errors.reply(ErrorCode.UNAUTHORIZED, "authentication required: " + message)
            .with("WWW-Authenticate", header.toString()));
  }

  /** The name that the client itself reached us by: it is the one that resolves for it. */
  private String host(Exchange exchange) {
    String asked = exchange.header("Host");
    return HOST.matcher(asked).matches() ? asked : settings.serviceHost();
  }
}
