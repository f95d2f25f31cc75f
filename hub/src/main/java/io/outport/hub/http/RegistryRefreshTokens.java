package io.outport.hub.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import io.outport.registry.auth.IssuedToken;
import io.outport.registry.auth.RefreshTokens;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/**
 * The registry's refresh tokens for principals of the control API: JSON web tokens for the registry
 * alone, so that neither API takes the other's. Signed with the hub's own key, which outlives the
 * process, because docker keeps such a token for hours. Safe for use by many threads.
 */
public final class RegistryRefreshTokens implements RefreshTokens {
  /** How long a token is valid: as long as the vendor's own. */
  static final Duration LIFETIME = Duration.ofHours(3);

  private static final int MAX_LENGTH = 8 * 1024;
  private static final String KIND = "grant_type";
  private static final String REFRESH = "refresh_token";

  private final HubFacts hub;
  private final ApiTokens accessTokens;
  private final MACSigner signer;
  private final MACVerifier verifier;
  private final InstantSource clock;

  private RegistryRefreshTokens(
      HubFacts hub,
      ApiTokens accessTokens,
      MACSigner signer,
      MACVerifier verifier,
      InstantSource clock) {
    this.hub = hub;
    this.accessTokens = accessTokens;
    this.signer = signer;
    this.verifier = verifier;
    this.clock = clock;
  }

  /** Signs with this key, 32 bytes or more. */
  public static RegistryRefreshTokens of(
      HubFacts hub, ApiTokens accessTokens, byte[] key, InstantSource clock) {
    try {
      return new RegistryRefreshTokens(
          hub, accessTokens, new MACSigner(key), new MACVerifier(key), clock);
    } catch (JOSEException failure) {
      throw new IllegalArgumentException("the signing key is too short", failure);
    }
  }

  @Override
  public Optional<IssuedToken> exchange(String accessToken) {
    return accessTokens.verify(accessToken).map(this::issue);
  }

  @Override
  public Optional<String> findAccount(String refreshToken) {
    if (refreshToken.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(refreshToken);
      // The algorithm is fixed here: a header must not choose how it is checked.
      boolean signed =
          JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) && token.verify(verifier);
      return signed ? account(token.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException ignored) {
      // A token that cannot be read is as good as none; its text must not reach a log.
      return Optional.empty();
    }
  }

  private IssuedToken issue(Principal principal) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .audience(hub.authority())
            .issuer(hub.authority())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .subject(principal.appId())
            .jwtID(UUID.randomUUID().toString())
            .claim(KIND, REFRESH)
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(signer);
    } catch (JOSEException failure) {
      throw new IllegalStateException("could not sign a refresh token", failure);
    }
    return new IssuedToken(token.serialize(), now, LIFETIME);
  }

  private Optional<String> account(JWTClaimsSet claims) throws ParseException {
    Date expiry = claims.getExpirationTime();
    boolean valid =
        claims.getAudience().contains(hub.authority())
            && hub.authority().equals(claims.getIssuer())
            && REFRESH.equals(claims.getStringClaim(KIND))
            && expiry != null
            && clock.instant().isBefore(expiry.toInstant());
    return valid ? Optional.ofNullable(claims.getSubject()) : Optional.empty();
  }
}
