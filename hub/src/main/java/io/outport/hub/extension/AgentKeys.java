package io.outport.hub.extension;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.outport.hubapi.agent.AgentTokens;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;

/** Reads what agents sign ({@link AgentTokens}): ES256, for this hub, by its cluster, in time. */
final class AgentKeys {
  private static final int MAX_TOKEN = 8 * 1024;
  private static final int MAX_KEY = 2 * 1024;

  private AgentKeys() {}

  /** Whether the text is a public key that tokens can be checked with. */
  static boolean isKey(String pem) {
    return pem.length() <= MAX_KEY && verifier(pem).isPresent();
  }

  /** A token as it reads, not checked yet. */
  static Optional<SignedJWT> parse(String text) {
    try {
      return text.length() > MAX_TOKEN ? Optional.empty() : Optional.of(SignedJWT.parse(text));
    } catch (ParseException ignored) {
      // A token that cannot be read is as good as none; its text must not reach a log.
      return Optional.empty();
    }
  }

  /** Whom it says it is of: the cluster's resource id; empty where it says nothing. */
  static String issuer(SignedJWT token) {
    try {
      return Optional.ofNullable(token.getJWTClaimsSet().getIssuer()).orElse("");
    } catch (ParseException ignored) {
      // As in parse.
      return "";
    }
  }

  /** Whether this key has signed it; an empty key has signed nothing. */
  static boolean isSignedBy(SignedJWT token, String pem) {
    // The algorithm is fixed here: a header must not choose how it is checked.
    return !pem.isEmpty()
        && JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())
        && verifier(pem).filter(verifier -> verifies(token, verifier)).isPresent();
  }

  /** Whether it is for a hub, and of now as far as clocks may differ. */
  static boolean isInTime(SignedJWT token, Instant now) {
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date issued = claims.getIssueTime();
      Date expires = claims.getExpirationTime();
      return claims.getAudience().contains(AgentTokens.AUDIENCE)
          && issued != null
          && expires != null
          && !expires.toInstant().isAfter(issued.toInstant().plus(AgentTokens.LIFETIME))
          && now.isBefore(expires.toInstant().plus(AgentTokens.CLOCK_LEEWAY))
          && !now.isBefore(issued.toInstant().minus(AgentTokens.CLOCK_LEEWAY));
    } catch (ParseException ignored) {
      // As in parse.
      return false;
    }
  }

  private static boolean verifies(SignedJWT token, ECDSAVerifier verifier) {
    try {
      return token.verify(verifier);
    } catch (JOSEException ignored) {
      // A signature that cannot be checked is none.
      return false;
    }
  }

  private static Optional<ECDSAVerifier> verifier(String pem) {
    String body = pem.lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(body);
      var key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      return Optional.of(new ECDSAVerifier((ECPublicKey) key));
    } catch (GeneralSecurityException | JOSEException | IllegalArgumentException ignored) {
      // No such key: the caller says so.
      return Optional.empty();
    }
  }
}
