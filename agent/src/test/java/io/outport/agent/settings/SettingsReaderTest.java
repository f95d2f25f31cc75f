package io.outport.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.problem.Problem;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.Pem;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every spelling and every slip of the reference's sections 5 and 9 that concerns settings. */
final class SettingsReaderTest {
  private static final String CONNECTION =
      "ConnectedRegistryName=shop1;SyncTokenName=t;SyncTokenPassword=secret==;"
          + "ParentGatewayEndpoint=hub.example:8443;ParentEndpointProtocol=https";
  private static final VirtualClock CLOCK = VirtualClock.start();
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void takesTheDefaultRecipe() {
    SiteSettings settings = accepted(Map.of(), Map.of()).settings();

    assertThat(settings.certificate()).isEqualTo(new CertificateSource.CertManaged(true));
    assertThat(settings.address()).isEqualTo("10.96.0.50");
    assertThat(settings.trust()).isTrue();
    assertThat(value(settings, "cert-manager", "install")).isEqualTo(true);
    assertThat(settings.values()).containsEntry("httpEnabled", false);
  }

  @ParameterizedTest
  @CsvSource({
    "httpEnabled,true,true",
    "HTTPENABLED,TRUE,true",
    "httpEnabled,false,false",
    "httpsEnabled,false,true",
    "HttpsEnabled,false,true",
    "HttpsEnabled,true,false",
  })
  void readsThreeSpellingsOfPlainHttp(String key, String value, boolean http) {
    SettingsReading.Accepted reading = accepted(Map.of(key, value), Map.of());

    assertThat(reading.settings().values()).containsEntry("httpEnabled", http);
    assertThat(reading.settings().secure()).isEqualTo(!http);
    assertThat(codes(reading.warnings()).contains("PlainHttp")).isEqualTo(http);
  }

  @Test
  void refusesSpellingsThatContradict() {
    assertThat(codes(refused(Map.of("httpEnabled", "true", "HttpsEnabled", "true"), Map.of())))
        .containsExactly("ContradictorySettings");
    assertThat(codes(refused(Map.of("httpsEnabled", "true", "HttpsEnabled", "false"), Map.of())))
        .containsExactly("ContradictorySettings");
    assertThat(
            codes(
                refused(
                    Map.of(
                        "trustDistribution.skipNodeSelector", "true",
                        "trustDistribution.useNodeSelector", "true"),
                    Map.of())))
        .containsExactly("ContradictorySettings");
  }

  @ParameterizedTest
  @CsvSource({
    "skipNodeSelector,true,false",
    "skipNodeSelector,false,true",
    "useNodeSelector,true,true",
    "useNodeSelector,false,false",
  })
  void readsBothMeaningsOfTheNodeSelector(String key, String value, boolean labelled) {
    SiteSettings settings =
        accepted(Map.of("trustDistribution." + key, value), Map.of()).settings();

    assertThat(value(settings, "trustDistribution", "useNodeSelector")).isEqualTo(labelled);
    assertThat(value(settings, "trustDistribution", "skipNodeSelector")).isNull();
  }

  @Test
  void notesASelectorWithoutTrust() {
    Map<String, String> given =
        Map.of("trustDistribution.enabled", "false", "trustDistribution.skipNodeSelector", "false");

    assertThat(codes(accepted(given, Map.of()).warnings())).containsExactly("NoEffect");
  }

  @Test
  void namesADoubledEqualsSignAndItsFix() {
    List<Problem> problems = refused(Map.of("service.clusterIP", "=192.100.100.1"), Map.of());

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().text())
        .contains("starts with '='", "not an IP address", "service.clusterIP=192.100.100.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.96.0",
        "10.96.0.256",
        "10.96.0.50/24",
        "0.0.0.0",
        "127.0.0.1",
        "::",
        "::1",
        "224.0.0.1",
        "host",
        "None",
        "1:2:3",
        "fe80::1%eth0"
      })
  void refusesWhatIsNoServiceAddress(String address) {
    assertThat(codes(refused(Map.of("service.clusterIP", address), Map.of())))
        .containsExactly("InvalidSetting");
  }

  @Test
  void takesIpv6() {
    assertThat(accepted(Map.of("service.clusterIP", "fd00::50"), Map.of()).settings().address())
        .isEqualTo("fd00::50");
  }

  @Test
  void tellsAllProblemsInOneAnswer() {
    Map<String, String> settings =
        Map.of(
            "service.clusterIP", "=1.2.3.4",
            "pvc.storageRequest", "lots",
            "trustDistribution.enabled", "yes",
            "cert-manager.enabled", "false",
            "cert-manager.install", "true");

    SettingsReading reading =
        SettingsReader.read(settings, Map.of("connectionString", "shop1"), CLOCK);

    assertThat(codes(((SettingsReading.Refused) reading).problems()))
        .containsExactlyInAnyOrder(
            "InvalidSetting",
            "InvalidSetting",
            "InvalidSetting",
            "InvalidConnectionString",
            "ContradictorySettings",
            "MissingSetting");
  }

  @Test
  void asksForWhatIsMissing() {
    SettingsReading.Refused reading =
        (SettingsReading.Refused) SettingsReader.read(Map.of(), Map.of(), CLOCK);

    assertThat(reading.problems())
        .extracting(Problem::where)
        .containsExactly("connectionString", "service.clusterIP");
  }

  @Test
  void warnsOfUnknownKeysWithTheNearest() {
    SettingsReading.Accepted reading =
        accepted(Map.of("service.clusterIp", "10.96.0.9", "nonsense", "1"), Map.of());

    assertThat(codes(reading.warnings())).containsExactly("UnknownSetting", "UnknownSetting");
    assertThat(reading.warnings().toString()).contains("did you mean 'service.clusterIP'?");
    assertThat(reading.settings().values()).doesNotContainKey("nonsense");
  }

  @Test
  void saysWhereASecretLiesOpen() {
    SettingsReading reading =
        SettingsReader.read(
            Map.of("connectionString", CONNECTION, "service.clusterIP", "10.96.0.50"),
            Map.of(),
            CLOCK);

    assertThat(codes(reading.warnings())).containsExactly("UnprotectedSecret");
  }

  @Test
  void neverShowsThePassword() {
    List<Problem> problems =
        refused(Map.of(), Map.of("connectionString", "=" + CONNECTION, "tls.key", "=hunter2"));

    assertThat(problems.toString()).doesNotContain("secret==", "hunter2");
    assertThat(accepted(Map.of(), Map.of()).toString()).doesNotContain("secret==");
  }

  @Test
  void takesTheRecipeWithASecret() {
    SiteSettings settings =
        accepted(
                Map.of("cert-manager.enabled", "false", "cert-manager.install", "false"),
                Map.of("tls.secret", "k8secret"))
            .settings();

    assertThat(settings.certificate()).isEqualTo(new CertificateSource.Secret("k8secret"));
    assertThat(value(settings, "tls", "secret")).isEqualTo("k8secret");
  }

  @Test
  void refusesTwoSourcesOfACertificate() {
    assertThat(codes(refused(Map.of("cert-manager.enabled", "true"), Map.of("tls.secret", "mine"))))
        .containsExactly("ContradictorySettings");
    assertThat(
            codes(refused(Map.of("cert-manager.enabled", "true", "httpEnabled", "true"), Map.of())))
        .containsExactly("ContradictorySettings");
    assertThat(codes(refused(Map.of("httpEnabled", "true"), Map.of("tls.secret", "mine"))))
        .containsExactly("ContradictorySettings");
    assertThat(codes(refused(Map.of("cert-manager.enabled", "false"), Map.of())))
        .containsExactly("MissingSetting");
  }

  @Test
  void usesASelfSignedCertificateAsItsOwnAuthority() {
    CertificateAuthority ca = authority();
    ServerIdentity identity = issue(ca, "10.96.0.50");
    Map<String, String> whole =
        Map.of(
            "tls.crt", base64(identity.certificatePem() + ca.certificatePem()),
            "tls.key", base64(identity.keyPem()));

    SettingsReading.Accepted reading = accepted(Map.of(), whole);

    assertThat(value(reading.settings(), "tls", "cacrt")).isEqualTo(base64(ca.certificatePem()));
    assertThat(reading.warnings()).isEmpty();
  }

  @Test
  void warnsWhereTheAuthorityIsMissing() {
    ServerIdentity identity = issue(authority(), "10.96.0.50");
    Map<String, String> pair = new HashMap<>(pair(identity));
    // The certificate alone, without the CA's behind it.
    byte[] leaf = Pem.certificate(identity.chain().getFirst()).getBytes(StandardCharsets.US_ASCII);
    pair.put("tls.crt", Base64.getEncoder().encodeToString(leaf));

    assertThat(codes(accepted(Map.of(), pair).warnings()))
        .containsExactly("NoCertificateAuthority");
  }

  @Test
  void takesWrappedBase64AndPlainPem() {
    CertificateAuthority ca = authority();
    ServerIdentity identity = issue(ca, "10.96.0.50");
    String wrapped =
        Base64.getMimeEncoder()
            .encodeToString(identity.certificatePem().getBytes(StandardCharsets.US_ASCII));

    SiteSettings settings =
        accepted(
                Map.of(),
                Map.of(
                    "tls.crt",
                    wrapped,
                    "tls.key",
                    identity.keyPem(),
                    "tls.cacrt",
                    base64(ca.certificatePem())))
            .settings();

    assertThat(value(settings, "tls", "crt")).isEqualTo(base64(identity.certificatePem()));
  }

  @Test
  void judgesACertificateThatWasGiven() {
    Map<String, String> wrongName = pair(issue(authority(), "10.96.0.51"));
    Map<String, String> wrongKey = new HashMap<>(pair(issue(authority(), "10.96.0.50")));
    wrongKey.put("tls.key", base64(issue(authority(), "10.96.0.50").keyPem()));

    assertThat(refused(Map.of(), wrongName).toString()).contains("10.96.0.50");
    assertThat(refused(Map.of(), wrongKey).toString()).contains("does not belong");
    assertThat(codes(refused(Map.of(), Map.of("tls.crt", "bm8="))))
        .containsExactly("MissingSetting", "InvalidCertificate");
  }

  /** The site would end at once: it is told that name, without its port. */
  @Test
  void requiresTheLoginServersNameOfACertificateThatWasGiven() {
    Map<String, String> lacking = pair(issue(authority(), "10.96.0.50"));
    Map<String, String> whole = pair(issue(authority(), "10.96.0.50", "shop.example.org"));
    Map<String, String> settings = Map.of("registryLoginServer", "shop.example.org:443");

    List<Problem> problems = refused(settings, lacking);

    assertThat(codes(problems)).containsExactly("InvalidCertificate");
    assertThat(problems.toString()).contains("shop.example.org").doesNotContain(":443");
    assertThat(accepted(settings, whole).settings().names())
        .containsExactlyInAnyOrder("10.96.0.50", "shop.example.org");
  }

  @Test
  void refusesAnExpiredCertificate() {
    VirtualClock later = VirtualClock.start();
    later.advance(Duration.ofDays(100));
    Map<String, String> given = new HashMap<>(pair(issue(authority(), "10.96.0.50")));
    given.put("connectionString", CONNECTION);

    SettingsReading reading =
        SettingsReader.read(Map.of("service.clusterIP", "10.96.0.50"), given, later);

    assertThat(((SettingsReading.Refused) reading).problems().toString()).contains("expired");
  }

  @Test
  void nestsDottedKeysAndKeepsTheDotsOfLabels() {
    SiteSettings settings =
        accepted(
                Map.of(
                    "resources.limits.memory", "1Gi",
                    "nodeSelector.kubernetes.io/os", "linux",
                    "tolerations", "[{\"operator\":\"Exists\"}]"),
                Map.of())
            .settings();

    assertThat(settings.values())
        .containsEntry("resources", Map.of("limits", Map.of("memory", "1Gi")))
        .containsEntry("nodeSelector", Map.of("kubernetes.io/os", "linux"))
        .containsEntry("tolerations", List.of(Map.of("operator", "Exists")));
  }

  private static SettingsReading.Accepted accepted(
      Map<String, String> settings, Map<String, String> secrets) {
    return (SettingsReading.Accepted) read(settings, secrets);
  }

  private static List<Problem> refused(Map<String, String> settings, Map<String, String> secrets) {
    return ((SettingsReading.Refused) read(settings, secrets)).problems();
  }

  private static SettingsReading read(Map<String, String> settings, Map<String, String> secrets) {
    Map<String, String> all = new HashMap<>(Map.of("service.clusterIP", "10.96.0.50"));
    all.putAll(settings);
    Map<String, String> hidden = new HashMap<>(Map.of("connectionString", CONNECTION));
    hidden.putAll(secrets);
    return SettingsReader.read(all, hidden, CLOCK);
  }

  private static List<String> codes(List<Problem> problems) {
    return problems.stream().map(Problem::code).toList();
  }

  private static @Nullable Object value(SiteSettings settings, String outer, String inner) {
    return settings.values().get(outer) instanceof Map<?, ?> group ? group.get(inner) : null;
  }

  private static CertificateAuthority authority() {
    return CertificateAuthority.create("test CA", Duration.ofDays(365), CLOCK, RANDOM);
  }

  private static ServerIdentity issue(CertificateAuthority ca, String... names) {
    return ca.issue(ServerNames.of(names), Duration.ofDays(30), CLOCK, RANDOM);
  }

  private static Map<String, String> pair(ServerIdentity identity) {
    return Map.of(
        "tls.crt", base64(identity.certificatePem()), "tls.key", base64(identity.keyPem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
