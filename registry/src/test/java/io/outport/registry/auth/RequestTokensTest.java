package io.outport.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.outport.testkit.VirtualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestTokensTest {
  private static final TokenAccess ACCESS =
      TokenAccess.parse(List.of("repository:app/web:pull,push", "registry:catalog:*"));
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final VirtualClock clock = VirtualClock.start();
  private final SecureRandom random = new SecureRandom();
  private final RequestTokens tokens = tokens("registry.example.test");

  @Test
  void tokenSaysWhatItWasIssuedFor() {
    IssuedToken issued = tokens.issue("reader", ACCESS);

    VerifiedToken verified = tokens.verify(issued.text()).orElseThrow();

    assertThat(verified.account()).isEqualTo("reader");
    assertThat(verified.access()).isEqualTo(ACCESS);
    assertThat(verified.expiresAt()).isEqualTo(issued.issuedAt().plus(LIFETIME));
    assertThat(tokens.verify(issued.text())).contains(verified);
  }

  @Test
  void tokenEndsWithItsTimeAlsoWhenItWasVerifiedBefore() {
    String token = tokens.issue("reader", ACCESS).text();
    assertThat(tokens.verify(token)).isPresent();

    clock.advance(LIFETIME.minusMillis(1));
    assertThat(tokens.verify(token)).isPresent();
    clock.advance(Duration.ofMillis(1));

    assertThat(tokens.verify(token)).isEmpty();
  }

  @Test
  void changedTokenIsNotValid() {
    String token = tokens.issue("reader", ACCESS).text();
    for (int i = 0; i < token.length(); i += 7) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);

      assertThat(tokens.verify(changed)).as("changed at " + i).isEmpty();
    }
  }

  @Test
  void tokenOfAnotherRegistryIsNotValid() {
    assertThat(tokens.verify(tokens("registry.example.test").issue("reader", ACCESS).text()))
        .isEmpty();
  }

  @Test
  void unsignedTokenIsNotValid() {
    String token =
        new PlainJWT(
                new JWTClaimsSet.Builder()
                    .subject("admin")
                    .audience("registry.example.test")
                    .expirationTime(Date.from(clock.instant().plus(LIFETIME)))
                    .claim("scopes", ACCESS.toScopes())
                    .build())
            .serialize();

    assertThat(tokens.verify(token)).isEmpty();
  }

  @Test
  void textsThatAreNoTokensAreNotValid() {
    for (String text : new String[] {"", ".", "..", "a.b.c", "x".repeat(100_000)}) {
      assertThat(tokens.verify(text)).isEmpty();
    }
  }

  @Test
  void rotationKeepsTokensOfTheKeyBeforeOnly() {
    String first = tokens.issue("reader", ACCESS).text();
    tokens.rotate();
    String second = tokens.issue("reader", ACCESS).text();
    assertThat(tokens.verify(first)).isPresent();
    assertThat(tokens.verify(second)).isPresent();

    tokens.rotate();

    assertThat(tokens.verify(first)).isEmpty();
    assertThat(tokens.verify(second)).isPresent();
  }

  @Test
  void twoTokensAreNeverTheSame() {
    assertThat(tokens.issue("reader", ACCESS).text())
        .isNotEqualTo(tokens.issue("reader", ACCESS).text());
  }

  @Test
  void refusesLifetimeOutsideTheBounds() {
    for (Duration lifetime :
        List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMinutes(61))) {
      assertThatThrownBy(() -> new RequestTokens("x", lifetime, clock, random))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("token lifetime");
    }
  }

  @Test
  void showsNothingOfTheToken() {
    IssuedToken issued = tokens.issue("reader", ACCESS);

    assertThat(issued.toString()).doesNotContain(issued.text());
  }

  private RequestTokens tokens(String audience) {
    return new RequestTokens(audience, LIFETIME, clock, random);
  }
}
