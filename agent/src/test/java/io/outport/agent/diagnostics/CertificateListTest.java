package io.outport.agent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets with certificates, good and bad ones. */
final class CertificateListTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VirtualClock clock = VirtualClock.start();
  private final CertificateAuthority authority =
      CertificateAuthority.create("Site CA", YEAR, clock, RANDOM);
  private final ServerIdentity identity = identity();
  private final CertificateList list =
      new CertificateList(new ServedSecret("shop1-tls", Set.of("10.0.0.9")), clock);

  @Test
  void saysWhatCertificatesAreAndNothingOfKeys() {
    String text =
        list.of(
            List.of(
                secret("shop1-tls", identity.certificatePem(), identity.keyPem()),
                secret("plain", "", "")));

    assertThat(text)
        .contains("secret shop1-tls (Opaque), which the site serves with")
        .contains("subject      'CN=")
        .contains("issuer       'CN=Site CA'")
        .contains("names        10.0.0.9")
        .contains("serial       " + identity.chain().getFirst().getSerialNumber().toString(16))
        .contains("valid from   ")
        .contains("authority    yes")
        .contains("tls.key belongs to tls.crt")
        .contains("for clients of the site: good")
        .doesNotContain("plain")
        .doesNotContain("PRIVATE")
        .doesNotContain(identity.keyPem().lines().toList().get(1));
  }

  @Test
  void saysWhatIsWrong() {
    String otherKey = identity().keyPem();
    clock.advance(YEAR.multipliedBy(2));
    String text = list.of(List.of(secret("shop1-tls", identity.certificatePem(), otherKey)));

    assertThat(text)
        .contains("(expired)")
        .contains("tls.key does not belong to tls.crt")
        .contains("for clients of the site: 3 problems: ")
        .contains("expired on");
    assertThat(list.of(List.of(secret("shop1-tls", "nonsense", "nonsense"))))
        .contains("tls.key cannot be compared: tls.crt")
        .doesNotContain("nonsense");
    assertThat(list.of(List.of()))
        .isEqualTo("secret shop1-tls, which the site serves with, is not there\n");
    assertThat(new CertificateList(ServedSecret.NONE, clock).of(List.of()))
        .isEqualTo("no secret holds a certificate\n");
  }

  private ServerIdentity identity() {
    return authority.issue(ServerNames.of("10.0.0.9"), YEAR, clock, RANDOM);
  }

  private Secret secret(String name, String certificate, String key) {
    Map<String, String> data =
        certificate.isEmpty()
            ? Map.of("other", base64("x"))
            : Map.of(
                "tls.crt",
                base64(certificate),
                "tls.key",
                base64(key),
                "ca.crt",
                base64(authority.certificatePem()));
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withType("Opaque")
        .withData(data)
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
