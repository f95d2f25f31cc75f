package io.outport.pki;

import static io.outport.pki.Fixtures.AT_NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Junk in every form ends in a {@link CertificateProblem} of one line, or in a right answer. */
final class PemMutationTest {
  private static final int ROUNDS = Integer.getInteger("outport.test.rounds", 250);
  private static final List<String> SPLICES =
      List.of("\n", "-----", "“", "\0", "=", ":", "\\n", "-----BEGIN CERTIFICATE-----\n", "\ufeff");

  private final long seed = Long.getLong("outport.test.seed", new SplittableRandom().nextLong());
  private final RandomGenerator random = new SplittableRandom(seed);
  private final ServerIdentity identity = Fixtures.identity(AT_NOON, "a.example", "192.0.2.7");
  private final String rsa =
      Pem.privateKey(TestCertificate.named("CN=a").rsa(2048).selfSigned().key());

  @Test
  void mutatedTextIsReadOrRefusedInOneLine() {
    List<String> texts = List.of(identity.certificatePem(), identity.keyPem(), rsa);
    for (int round = 0; round < ROUNDS; round++) {
      String text = texts.get(random.nextInt(texts.size()));
      for (int times = random.nextInt(1, 4); times > 0; times--) {
        text = mutated(text);
      }
      assertReadOrRefused(text);
    }
  }

  @Test
  void mutatedDerIsReadOrRefusedInOneLine() {
    byte[] whole = Pem.der(identity.certificate());
    byte[] key = identity.key().getEncoded();
    byte[] rsaKey = Pem.privateKey(rsa).getEncoded();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] der = pick(whole, key, rsaKey).clone();
      for (int times = random.nextInt(1, 5); times > 0; times--) {
        der[random.nextInt(der.length)] = (byte) random.nextInt(256);
      }
      String body = Base64.getEncoder().encodeToString(der);
      for (String label :
          List.of("CERTIFICATE", "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
        assertReadOrRefused(
            "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body));
      }
    }
  }

  private byte[] pick(byte[]... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String mutated(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + random.nextInt(80));
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(to);
      case 2 -> text.substring(0, at) + (char) random.nextInt(0x10000) + text.substring(at + 1);
      case 3 ->
          text.substring(0, at) + SPLICES.get(random.nextInt(SPLICES.size())) + text.substring(at);
      default -> text.substring(0, to) + text.substring(at);
    };
  }

  private void assertReadOrRefused(String text) {
    try {
      ServerIdentityCheck.check(text, identity.keyPem(), Set.of("a.example"), AT_NOON);
    } catch (CertificateProblem expected) {
      assertOneLine(expected);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ", text:\n" + text, e);
    }
    try {
      ServerIdentityCheck.check(identity.certificatePem(), text, Set.of(), AT_NOON);
    } catch (CertificateProblem expected) {
      assertOneLine(expected);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ", text:\n" + text, e);
    }
  }

  private void assertOneLine(CertificateProblem problem) {
    assertThat(problem.getMessage())
        .as("seed %d", seed)
        .isNotBlank()
        .doesNotContain("\n", "\r", "\0");
  }

  @Test
  void junkBytesAreRefused() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] junk = new byte[random.nextInt(400)];
      random.nextBytes(junk);
      assertReadOrRefused(Pem.text(junk));
      assertReadOrRefused(new String(junk, StandardCharsets.UTF_16));
    }
  }
}
