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
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/**
 * The control API's bearer tokens: JSON web tokens signed by HS256 with the hub's own key, which
 * outlives the process, because the vendor's tools keep a token for its whole hour. Safe for use by
 * many threads.
 */
public final class ApiTokens {
  /** How long a token is valid. */
  static final Duration LIFETIME = Duration.ofHours(1);

  private static final int MAX_LENGTH = 8 * 1024;

  /** Which of the principal's secrets it was given for: a rotation ends it. */
  private static final String ROTATIONS = "rot";

  private final HubFacts hub;
  private final MACSigner signer;
  private final MACVerifier verifier;
  private final InstantSource clock;

  private ApiTokens(HubFacts hub, MACSigner signer, MACVerifier verifier, InstantSource clock) {
    this.hub = hub;
    this.signer = signer;
    this.verifier = verifier;
    this.clock = clock;
  }

  /** Signs with this key, 32 bytes or more. */
  public static ApiTokens of(HubFacts hub, byte[] key, InstantSource clock) {
    try {
      return new ApiTokens(hub, new MACSigner(key), new MACVerifier(key), clock);
    } catch (JOSEException failure) {
      throw new IllegalArgumentException("the signing key is too short", failure);
    }
  }

  /** What it reads the time from. */
  InstantSource clock() {
    return clock;
  }

  /** A fresh token for the principal, with the claims that the vendor's tools read. */
  String issue(Principal principal) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .audience(audience())
            .issuer(issuer())
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .subject(principal.appId())
            .jwtID(UUID.randomUUID().toString())
            .claim("tid", hub.tenantId())
            .claim("oid", principal.appId())
            .claim("appid", principal.appId())
            .claim(ROTATIONS, principal.generation())
            .claim("ver", "1.0")
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(signer);
    } catch (JOSEException failure) {
      throw new IllegalStateException("could not sign an API token", failure);
    }
    return token.serialize();
  }

  /** Whose token it is; empty when it is not ours, was changed, or its time is over. */
  Optional<Principal> verify(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      // The algorithm is fixed here: a header must not choose how it is checked.
      boolean signed =
          JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) && token.verify(verifier);
      return signed ? principal(token.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException ignored) {
      // A token that cannot be read is as good as none; its text must not reach a log.
      return Optional.empty();
    }
  }

  private Optional<Principal> principal(JWTClaimsSet claims) {
    Date expiry = claims.getExpirationTime();
    boolean valid =
        claims.getAudience().contains(audience())
            && issuer().equals(claims.getIssuer())
            && expiry != null
            && clock.instant().isBefore(expiry.toInstant());
    return valid
        ? hub.principals().current().stream()
            .filter(each -> each.appId().equals(claims.getSubject()))
            .filter(each -> isOfItsSecret(claims, each) && each.isLive(clock.instant()))
            .findFirst()
        : Optional.empty();
  }

  /** Tokens of earlier versions say nothing, and there was no rotation then. */
  private static boolean isOfItsSecret(JWTClaimsSet claims, Principal principal) {
    long said = claims.getClaim(ROTATIONS) instanceof Number number ? number.longValue() : 0;
    return said == principal.generation();
  }

  private String audience() {
    return hub.endpoint() + "/";
  }

  private String issuer() {
    return hub.endpoint() + "/" + hub.tenantId() + "/";
  }
}
