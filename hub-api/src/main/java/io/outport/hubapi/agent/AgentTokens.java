package io.outport.hubapi.agent;

import io.outport.hubapi.model.ControlJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Signs the short-lived tokens that an agent's calls carry (RFC 7519, ES256). */
public final class AgentTokens {
  /** Whom the tokens are for. */
  public static final String AUDIENCE = "outport-hub";

  /** How long one is valid; a hub takes none that says longer. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /** How far an agent's clock may be from its hub's. */
  public static final Duration CLOCK_LEEWAY = Duration.ofMinutes(5);

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode(Map.of("alg", "ES256", "typ", "JWT"));
  private static final int ID_BYTES = 16;

  private final InstantSource clock;
  private final RandomGenerator random;

  /** Dates and numbers them with these. */
  public AgentTokens(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A fresh token in this cluster's name. */
  public String issue(String clusterId, AgentKey key) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims =
        Map.of(
            "iss", clusterId,
            "sub", clusterId,
            "aud", AUDIENCE,
            "jti", HexFormat.of().formatHex(id),
            "iat", now,
            "exp", now + LIFETIME.toSeconds());
    String signed = HEADER + "." + encode(claims);
    byte[] signature = key.sign(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + BASE64.encodeToString(signature);
  }

  private static String encode(Map<String, ?> value) {
    return BASE64.encodeToString(ControlJson.mapper().writeValueAsBytes(value));
  }
}
