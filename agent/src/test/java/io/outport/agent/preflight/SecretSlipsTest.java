package io.outport.agent.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.kubernetes.KubernetesClusterView;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.CertificateSource;
import io.outport.agent.settings.SiteSettings;
import io.outport.agent.settings.VolumeSettings;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.Pem;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.testkit.VirtualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * What the vendor's pages get wrong of the secret with the certificate (reference, section 9, rows
 * 10 and 11), as a cluster has it then.
 */
final class SecretSlipsTest {
  private static final String NAME = "k8secret";

  private final VirtualClock clock = VirtualClock.start();
  private final CertificateAuthority authority =
      CertificateAuthority.create("a CA", Duration.ofDays(365), clock, new SecureRandom());
  private final ServerIdentity identity =
      authority.issue(ServerNames.of("10.96.0.50"), Duration.ofDays(30), clock, new SecureRandom());
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();

  @Test
  void saysThatTheSecretIsInAnotherNamespace() {
    secret("default", "Opaque", whole());

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("SecretNotFound");
              assertThat(problem.toString())
                  .contains("no secret 'k8secret' in namespace 'site'", "one in default");
            });
  }

  @Test
  void saysWhichKeysLackAndOfWhichTypeTheSecretIs() {
    secret("site", "Opaque", Map.of("cert.pem", "x"));

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("SecretIncomplete");
              assertThat(problem.toString())
                  .contains("tls.crt, tls.key", "its type is Opaque", "kubectl create secret");
            });
  }

  @Test
  void asksForTheCaOfACertificateThatOneSigned() {
    secret("site", "kubernetes.io/tls", Map.of("tls.crt", leaf(), "tls.key", identity.keyPem()));

    assertThat(problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("has no ca.crt"));
  }

  @Test
  void requiresTheLoginServersName() {
    secret("site", "Opaque", whole());

    assertThat(problems(Set.of("10.96.0.50", "shop.example.org")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("InvalidCertificate");
              assertThat(problem.toString()).contains("k8secret", "shop.example.org");
            });
  }

  @Test
  void takesWhatIsWholeOfEitherType() {
    for (String type : List.of("Opaque", "kubernetes.io/tls")) {
      secret("site", type, whole());

      assertThat(problems()).as(type).isEmpty();
    }
  }

  private Map<String, String> whole() {
    return Map.of(
        "tls.crt", leaf(), "tls.key", identity.keyPem(), "ca.crt", authority.certificatePem());
  }

  private String leaf() {
    return Pem.certificate(identity.chain().getFirst());
  }

  private List<Problem> problems() {
    return problems(Set.of("10.96.0.50"));
  }

  private List<Problem> problems(Set<String> names) {
    SiteSettings settings =
        new SiteSettings(
            Map.of(),
            "10.96.0.50",
            names,
            new CertificateSource.Secret(NAME),
            true,
            false,
            new VolumeSettings("", "500Gi", "ReadWriteOnce", false));
    PreflightInput input =
        new PreflightInput(
            new ReleaseName("site", "shop1"), settings, new ImageFacts("image", Set.of(), ""), "");
    return new Preflight(new KubernetesClusterView(client), clock)
        .check(input).stream()
            .filter(each -> each.code().contains("Secret") || each.code().contains("Certificate"))
            .toList();
  }

  private void secret(String namespace, String type, Map<String, String> texts) {
    String data =
        texts.entrySet().stream()
            .map(
                each ->
                    "\"%s\": \"%s\""
                        .formatted(
                            each.getKey(),
                            Base64.getEncoder().encodeToString(each.getValue().getBytes(UTF_8))))
            .collect(Collectors.joining(", "));
    api.put(
        "secrets",
        """
        {"apiVersion": "v1", "kind": "Secret", "type": "%s",
         "metadata": {"name": "%s", "namespace": "%s"}, "data": {%s}}
        """
            .formatted(type, NAME, namespace, data));
  }
}
