package io.outport.cli.settings;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of settings as people write them, and as the tutorial does (reference, section 9). */
final class SettingsFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tls.secret\": \"k8secret\", \"httpEnabled\": false}",
        "{\"tls\": {\"secret\": \"k8secret\"}, \"httpEnabled\": false}",
        "{\n\t# TLS settings\n\t\"tls\": {\"secret\": \"k8secret\",},\n\t\"httpEnabled\": false\n}",
        "{ tls: { secret: k8secret }, httpEnabled: false }",
        "# TLS settings\ntls:\n  secret: k8secret\nhttpEnabled: false\n",
        "---\ntls.secret: 'k8secret' # this one\nhttpEnabled: false\n",
        "\uFEFFtls.secret: \"k8secret\"\nhttpEnabled: false\n",
      })
  void readsJsonAndYamlNestedOrDotted(String text) {
    assertThat(read(text))
        .containsExactly(Map.entry("tls.secret", "k8secret"), Map.entry("httpEnabled", "false"));
  }

  @Test
  void keepsNumbersAndBooleansAsTheyAreWritten() {
    assertThat(read("a: 010\nb: 1e3\nc: 1.50\nd: yes\ne: True\nf: 0x1F\ng: 1_000\nh: ''\n"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a", "010", "b", "1e3", "c", "1.50", "d", "yes", "e", "True", "f", "0x1F", "g",
                "1_000", "h", ""));
    assertThat(read("{\"a\": 1.50, \"b\": 1e3, \"c\": true, \"d\": \"\"}"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "1.50", "b", "1e3", "c", "true", "d", ""));
  }

  @Test
  void keepsTheLinesOfAPem() {
    String pem = "-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n";

    assertThat(read("tls:\n  crt: |\n    " + pem.strip().replace("\n", "\n    ") + "\n"))
        .containsExactly(Map.entry("tls.crt", pem));
    assertThat(read("{\"tls.crt\": \"" + pem.replace("\n", "\\n") + "\"}"))
        .containsExactly(Map.entry("tls.crt", pem));
  }

  @Test
  void readsConnectionStringsWithoutQuotes() {
    assertThat(read("connectionString: ConnectedRegistryName=a;SyncTokenPassword=b=;c=d\n"))
        .containsExactly(
            Map.entry("connectionString", "ConnectedRegistryName=a;SyncTokenPassword=b=;c=d"));
  }

  /** The tutorial's own file for a Kubernetes secret. */
  @Test
  void refusesCurlyQuotesWithTheirPlace() {
    refused(
        "{ \n\n# TLS settings \n\ntls: \n\nsecret: “k8secret” \n\n} \n",
        "line 7, column 9",
        "curly",
        "straight");
    refused("a: ‘b’\n", "line 1, column 4", "(')");
  }

  @Test
  void letsCurlyQuotesBeWhereTheyAreText() {
    assertThat(read("# “quoted”\na: \"say “hello”\"\nb: don’t # “x”\n"))
        .containsEntry("a", "say “hello”")
        .containsEntry("b", "don’t");
  }

  /** The tutorial's own file for a certificate: braces around what is neither JSON nor YAML. */
  @Test
  void namesTheLineOfWhatIsNeitherJsonNorYaml() {
    String text =
        """
                { \s
                # TLS settings \s
                tls: \s
                crt: "public-cert"
                      key: "private-key"
                } \s
        """;

    refused(text, "settings.yaml, line 3", "neither JSON nor YAML", "tls.secret: NAME");
    assertThatThrownBy(() -> read(text)).hasMessageNotContaining("private-key");
  }

  @Test
  void refusesKeysWhoseValuesStandBesideThem() {
    refused("tls:\nsecret: a\n", "line 1", "'tls' has no value", "indent");
    refused("{\"tls\": null}", "'tls' has no value");
  }

  @Test
  void namesTheLineOfWhatIsNotYaml() {
    refused("a: b\n c: d\n", "line 2", "not YAML");
    refused("a:\n\tb: c\n", "line 2", "a tab");
    refused("a: {b: c\n", "line", "not YAML");
  }

  @Test
  void refusesWhatIsGivenTwice() {
    refused("tls:\n  secret: a\ntls.secret: b\n", "line 3", "'tls.secret' is given a second time");
    refused("{\"a\": \"1\",\n \"a\": \"2\"}", "line 2", "'a' is given a second time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "# only words\n", "{}", "--- {}\n", "null\n"})
  void refusesAnEmptyFile(String text) {
    refused(text, "is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tolerations:\n  - key: a\n    operator: Exists\n  - tolerationSeconds: 30\nb: c\n",
        "tolerations: [{key: a, operator: Exists}, {tolerationSeconds: 30}]\nb: c\n",
        "{\"tolerations\": [{\"key\": \"a\", \"operator\": \"Exists\"},"
            + " {\"tolerationSeconds\": 30}], \"b\": \"c\"}",
      })
  void takesAListOfTolerationsAsItsJson(String text) {
    assertThat(read(text))
        .containsExactly(
            Map.entry(
                "tolerations",
                "[{\"key\":\"a\",\"operator\":\"Exists\"},{\"tolerationSeconds\":30}]"),
            Map.entry("b", "c"));
  }

  @Test
  void takesListsOfTolerationsAtEachLevelAndEmptyOnes() {
    assertThat(read("trustDistribution:\n  tolerations: []\n  enabled: true\n"))
        .containsExactly(
            Map.entry("trustDistribution.tolerations", "[]"),
            Map.entry("trustDistribution.enabled", "true"));
    assertThat(read("tolerations: [!!binary aGk=, [x, null, true]]\n").get("tolerations"))
        .endsWith(",[\"x\",null,true]]");
    assertThat(read("tolerations: [30, -1.5, 010, 0x1F, 0b12, 1_000, .nan, 1e9999]\n"))
        .containsValue("[30,-1.5,\"010\",\"0x1F\",\"0b12\",\"1_000\",\".nan\",\"1e9999\"]");
    refused("tolerations: " + "[".repeat(2000) + "]".repeat(2000), "line 1");
    refused("{\"tolerations\": " + "[".repeat(2000) + "]".repeat(2000) + "}", "line 1");
    refused("a: &x b\ntolerations: [*x]\n", "line 2", "YAML alias");
    refused("{\"tolerations\": [{", "line 1");
    refused("tolerations: [a\n", "line");
    refused("tolerations: []\ntolerations: []\n", "second time");
  }

  @Test
  void refusesWhatNoSettingIs() {
    refused("a:\n  - b\n", "line 2", "'a' is a list");
    refused("[\"a\"]", "line 1", "KEY: VALUE");
    refused("service.clusterIP=10.0.0.1\n", "line 1", "KEY: VALUE");
    refused("a: b\n---\nc: d\n", "second document");
    refused("{\"a\": \"b\"} {\"c\": \"d\"}", "second document");
    refused("a: &x b\nc: *x\n", "line 2", "'c' is a YAML alias");
    refused("\"\": a\n", "key is empty");
    refused("{\"a\": ".repeat(40) + "1" + "}".repeat(40), "levels");
  }

  @Test
  void saysWhatIsWrongWithTheFileItself() throws IOException {
    Path file = folder.resolve("settings.yaml");
    assertThatThrownBy(() -> SettingsFile.read(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("there is no file " + file);

    Files.writeString(file, "a: " + "b".repeat(SettingsFile.MAX_BYTES));
    assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("larger than 1 MiB");

    Files.write(file, "a: b".getBytes(UTF_16));
    assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("UTF-16");

    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("not UTF-8");

    assertThatThrownBy(() -> SettingsFile.read(folder)).hasMessageContaining("cannot read");
  }

  private static Map<String, String> read(String text) {
    return SettingsFile.parse("settings.yaml", text.getBytes(UTF_8));
  }

  private static void refused(String text, String... words) {
    assertThatThrownBy(() -> read(text))
        .as(text)
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("settings.yaml")
        .hasMessageContainingAll(words);
  }
}
