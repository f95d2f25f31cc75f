package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Base64;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Authorization} headers from anywhere: they are read, or unreadable, and never shown. */
final class CredentialsFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgain(byte[] input) {
    String header = new String(input, UTF_8);

    Credentials read = Credentials.parse(header);

    switch (read) {
      case Credentials.Basic basic -> {
        assertThat(basic.name()).doesNotContain(":");
        assertThat(Credentials.parse(basic(basic.name(), basic.password()))).isEqualTo(basic);
      }
      case Credentials.Bearer bearer -> {
        assertThat(bearer.token()).isEqualTo(bearer.token().strip());
        assertThat(Credentials.parse("bearer " + bearer.token())).isEqualTo(bearer);
      }
      case Credentials.Absent absent -> assertThat(header).isEmpty();
      case Credentials.Unreadable unreadable -> assertThat(header).isNotEmpty();
    }
    assertThat(read.toString()).matches("Basic\\[redacted]|Bearer\\[redacted]|[A-Z][a-z]+\\[]");
  }

  private static String basic(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
