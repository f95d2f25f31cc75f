package io.outport.registry.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Short-lived bearer tokens: JSON web tokens (RFC 7519) signed by HS256 with a random key that
 * lives in this process only. After a restart clients ask again, which they do on their own.
 *
 * <p>A token carries the account's name and a grant; whether the account still exists, and still
 * has those rights, is for the caller to ask on each request. Safe for use by many threads.
 */
public final class RequestTokens {
  /** Longest lifetime accepted. */
  public static final Duration MAX_LIFETIME = Duration.ofHours(1);

  private static final int MAX_CACHED = 10_000;
  private static final int MAX_LENGTH = 16 * 1024;
  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 16;
  private static final String SCOPES = "scopes";

  private record Key(String id, MACSigner signer, MACVerifier verifier) {}

  private record Keys(Key current, @Nullable Key previous) {
    Optional<Key> find(@Nullable String id) {
      return Stream.of(Optional.of(current), Optional.ofNullable(previous))
          .flatMap(Optional::stream)
          .filter(key -> key.id.equals(id))
          .findFirst();
    }
  }

  private final String audience;
  private final Duration lifetime;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Cache<String, VerifiedToken> verified =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).executor(Runnable::run).build();
  private volatile Keys keys;

  /**
   * Starts with a fresh key.
   *
   * @param audience the service that the tokens are for
   * @param lifetime more than zero, at most {@link #MAX_LIFETIME}
   */
  public RequestTokens(
      String audience, Duration lifetime, InstantSource clock, SecureRandom random) {
    if (!lifetime.isPositive() || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "token lifetime must be above zero and at most %s, not %s"
              .formatted(MAX_LIFETIME, lifetime));
    }
    this.audience = audience;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
    this.keys = new Keys(newKey(random), null);
  }

  /** A fresh token for the account, carrying this grant. */
  public IssuedToken issue(String account, TokenAccess granted) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(audience)
            .audience(audience)
            .subject(account)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)))
            .jwtID(randomHex(random, ID_BYTES))
            .claim(SCOPES, granted.toScopes())
            .build();
    return new IssuedToken(sign(claims), now, lifetime);
  }

  /** What the token says; empty when it is not ours, was changed, or its time is over. */
  public Optional<VerifiedToken> verify(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    VerifiedToken known = verified.getIfPresent(text);
    if (known == null) {
      known = check(text).orElse(null);
      if (known == null) {
        return Optional.empty();
      }
      verified.put(text, known);
    }
    return clock.instant().isBefore(known.expiresAt()) ? Optional.of(known) : Optional.empty();
  }

  /**
   * Signs with a fresh key from now on. Tokens of the key before stay valid to their end; those of
   * the key before that end now, so rotate at most once in a token's lifetime.
   */
  public void rotate() {
    keys = new Keys(newKey(random), keys.current());
    verified.invalidateAll();
  }

  private String sign(JWTClaimsSet claims) {
    Key key = keys.current();
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build(), claims);
    try {
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("could not sign a request token", e);
    }
    return token.serialize();
  }

  private Optional<VerifiedToken> check(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      Optional<Key> key = keys.find(token.getHeader().getKeyID());
      // The algorithm is fixed here: a header must not choose how it is checked.
      if (key.isEmpty()
          || !JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
          || !token.verify(key.get().verifier())) {
        return Optional.empty();
      }
      return read(token.getJWTClaimsSet());
    } catch (ParseException | JOSEException ignored) {
      // A token that cannot be read is as good as none; its text must not reach a log.
      return Optional.empty();
    }
  }

  private Optional<VerifiedToken> read(JWTClaimsSet claims) throws ParseException {
    List<String> scopes = claims.getStringListClaim(SCOPES);
    if (!claims.getAudience().contains(audience)
        || claims.getSubject() == null
        || claims.getExpirationTime() == null
        || scopes == null) {
      return Optional.empty();
    }
    return Optional.of(
        new VerifiedToken(
            claims.getSubject(),
            claims.getExpirationTime().toInstant(),
            TokenAccess.parse(scopes)));
  }

  private static Key newKey(SecureRandom random) {
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    try {
      return new Key(randomHex(random, 4), new MACSigner(secret), new MACVerifier(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException("could not make a key for request tokens", e);
    }
  }

  private static String randomHex(SecureRandom random, int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
