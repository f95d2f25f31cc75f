package io.outport.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.pki.CertificateProblem.Kind;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerNamesTest {
  @Test
  void namesAreNormalAndUnique() {
    ServerNames names =
        ServerNames.of("HUB.example.org", "hub.example.org", "::1", "0:0:0:0:0:0:0:1", "10.0.0.1");

    assertThat(names.names()).containsExactly("hub.example.org", "0:0:0:0:0:0:0:1", "10.0.0.1");
    assertThat(names.dnsNames()).containsExactly("hub.example.org");
    assertThat(names.addresses())
        .containsExactly(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("10.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "a",
        "I.EXAMPLE",
        "*.example.org",
        "xn--mnchen-3ya.de",
        "3com.example"
      })
  void takesHostNames(String name) {
    assertThat(ServerNames.of(name).dnsNames()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | it is empty",
        "https://a.example | without scheme and path",
        "a.example/v2      | without scheme and path",
        "a.example:5000    | without a port",
        "[::1]             | without brackets and zone",
        "fe80::1%eth0      | without brackets and zone",
        "10.0.0.256        | it is not an IPv4 address",
        "10.0.1            | it is not an IPv4 address",
        "a.example.        | leave out the dot",
        "münchen.de        | write it as 'xn--mnchen-3ya.de'",
        "a_b.example       | use letters, digits",
        "a b               | use letters, digits",
        "-a.example        | use letters, digits",
        "a..example        | use letters, digits",
        "*                 | use letters, digits",
        "a.*.example       | use letters, digits",
      })
  void saysWhatIsWrongWithAName(String name, String advice) {
    assertThatThrownBy(() -> ServerNames.of(name))
        .isInstanceOfSatisfying(
            CertificateProblem.class,
            problem -> assertThat(problem.kind()).isEqualTo(Kind.BAD_NAME))
        .hasMessageStartingWith("server name '" + name + "' is not allowed: ")
        .hasMessageContaining(advice);
  }

  @Test
  void namesEveryBadNameAtOnce() {
    assertThatThrownBy(() -> ServerNames.of("a:1", "good.example", "b c"))
        .hasMessageStartingWith("2 problems: (1) server name 'a:1'")
        .hasMessageContaining("(2) server name 'b c'");
  }

  @Test
  void refusesNoNameAndTooMany() {
    assertThatThrownBy(() -> new ServerNames(List.of()))
        .hasMessage("give 1 to 100 server names, not 0");
    assertThatThrownBy(() -> new ServerNames(Collections.nCopies(101, "a.example")))
        .hasMessage("give 1 to 100 server names, not 101");
  }

  @Test
  void refusesANameThatIsTooLong() {
    String label = "a".repeat(63) + ".";

    assertThatThrownBy(() -> ServerNames.of(label.repeat(4) + "example"))
        .hasMessageContaining("is not allowed");
  }
}
