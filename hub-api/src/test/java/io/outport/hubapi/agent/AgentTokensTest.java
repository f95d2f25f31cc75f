package io.outport.hubapi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.ControlJson;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AgentTokensTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final SecureRandom random = new SecureRandom();
  private final AgentTokens tokens = new AgentTokens(InstantSource.fixed(NOW), random);

  @Test
  void signsWhatTheTokenSaysWithTheAgentsKey() throws Exception {
    AgentKey key = AgentKey.generate(random);

    String[] parts = tokens.issue("/cluster/one", key).split("[.]", -1);

    assertThat(json(parts[0]).path("alg").asString()).isEqualTo("ES256");
    JsonNode claims = json(parts[1]);
    assertThat(claims.path("sub").asString()).isEqualTo("/cluster/one");
    assertThat(claims.path("iss").asString()).isEqualTo("/cluster/one");
    assertThat(claims.path("aud").asString()).isEqualTo("outport-hub");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(300);
    assertThat(isSigned(parts, key.publicPem())).isTrue();
    assertThat(isSigned(parts, AgentKey.generate(random).publicPem())).isFalse();
  }

  @Test
  void numbersEachToken() {
    AgentKey key = AgentKey.generate(random);

    String first = tokens.issue("/cluster/one", key);

    assertThat(tokens.issue("/cluster/one", key).split("[.]", -1)[1])
        .isNotEqualTo(first.split("[.]", -1)[1]);
  }

  @Test
  void keepsItsKeyAsText() throws Exception {
    AgentKey key = AgentKey.generate(random);

    AgentKey read = AgentKey.ofPem(key.privatePem(), key.publicPem());

    assertThat(read.publicPem()).isEqualTo(key.publicPem());
    assertThat(isSigned(tokens.issue("/c", read).split("[.]", -1), key.publicPem())).isTrue();
    assertThat(key.toString()).doesNotContain("BEGIN");
  }

  @Test
  void refusesTextThatIsNoKey() {
    assertThatThrownBy(() -> AgentKey.ofPem("junk", "junk"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonNode json(String part) {
    return ControlJson.mapper().readTree(Base64.getUrlDecoder().decode(part));
  }

  private static boolean isSigned(String[] parts, String publicPem) throws Exception {
    String body =
        publicPem.lines().filter(line -> !line.startsWith("-")).reduce("", String::concat);
    Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
    byte[] encoded = Base64.getDecoder().decode(body);
    check.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)));
    check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return check.verify(Base64.getUrlDecoder().decode(parts[2]));
  }
}
