package io.outport.hubapi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionStringTest {
  static final String WHOLE =
      "ConnectedRegistryName=shop1;SyncTokenName=shop1;SyncTokenPassword=a=b==;"
          + "ParentGatewayEndpoint=hub.example.org:8443;ParentEndpointProtocol=https";

  @Test
  void keepsEqualSignsOfAValue() {
    assertThat(ConnectionString.parse(WHOLE))
        .isEqualTo(
            new ConnectionString("shop1", "shop1", "a=b==", "hub.example.org:8443", "https", ""));
  }

  @Test
  void readsWhatItWrote() {
    var written =
        new ConnectionString("shop1", "token-1", "=p", "[2001:db8::1]:8443", "http", "AB_c-9.D");

    assertThat(ConnectionString.parse(written.toText())).isEqualTo(written);
    assertThat(written.parentCa()).contains("AB_c-9.D");
  }

  @Test
  void dropsByteOrderMarkWhiteSpaceAndLastSemicolon() {
    assertThat(ConnectionString.parse("\uFEFF  " + WHOLE + " ;\r\n"))
        .isEqualTo(ConnectionString.parse(WHOLE));
  }

  @Test
  void neverShowsThePassword() {
    String secret = "s3cretWord";
    String whole = WHOLE.replace("a=b==", secret);

    assertThat(ConnectionString.parse(whole).toString()).doesNotContain(secret);
    assertThatThrownBy(() -> ConnectionString.parse(whole + ";" + secret))
        .hasMessageNotContaining(secret);
    assertThatThrownBy(() -> ConnectionString.parse(whole + ";#" + secret + "=1"))
        .hasMessageNotContaining(secret);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ParentEndpointProtocol=https | ParentEndpointProtocol=ftp | must be 'https' or 'http'",
        "ConnectedRegistryName= | connectedregistryname= | did you mean 'ConnectedRegistryName'?",
        "SyncTokenPassword=a=b== | SyncTokenPassword= | 'SyncTokenPassword' is missing",
        "SyncTokenPassword=a=b== | SyncTokenPassword=a b | white space",
        "SyncTokenPassword=a=b== | SyncTokenPassword=<password> | placeholder",
        "hub.example.org:8443 | https://hub.example.org | host or host:port",
        "hub.example.org:8443 | hub.example.org:port | host or host:port",
        "ConnectedRegistryName=shop1 | ConnectedRegistryName=../x | letters and digits",
        "SyncTokenName=shop1 | SyncTokenName=a:b | SyncTokenName must be",
        "SyncTokenName=shop1 | SyncTokenName=a;SyncTokenName=b | 'SyncTokenName' is given twice",
        "ParentEndpointProtocol=https | ManagedIdentityClientId=x | keep one form",
        "ParentEndpointProtocol=https | ParentEndpointProtocol=https;Colour=red | unknown key"
            + " 'Colour'",
        "ParentEndpointProtocol=https | ParentEndpointProtocol=https;ParentCaCertificate=é | whole",
      })
  void saysWhatIsWrong(String part, String instead, String words) {
    assertThatThrownBy(() -> ConnectionString.parse(WHOLE.replace(part, instead)))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.USAGE))
        .hasMessageContaining(words)
        .hasMessageContaining("get-settings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\uFEFF", ";;", "nonsense"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> ConnectionString.parse(text))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("'ConnectedRegistryName' is missing");
  }

  @Test
  void refusesAManagedIdentityInWords() {
    assertThatThrownBy(() -> ConnectionString.parse("ManagedIdentityClientId=x"))
        .hasMessageContaining("needs a cloud identity");
  }
}
