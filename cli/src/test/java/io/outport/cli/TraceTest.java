package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is shown of calls (law L10). */
final class TraceTest {

  @Test
  void masksWhatMayBeSecretAndLeavesTheRest() {
    String body =
        """
        {"tokenId":"/tokens/a","value":[{"value":"p\\"w"}],"secretText":"s1","clientSecret" : "s2",
         "serviceUri":"https://u:p@x","customHeaders":{"Authorization":"Bearer x"},"name":"kept"}
        """;

    assertThat(Trace.mask(body))
        .contains("\"tokenId\":\"/tokens/a\"", "\"name\":\"kept\"", "\"value\":[")
        .doesNotContain("p\\\"w", "s1", "s2", "u:p@x", "Bearer");
  }

  @Test
  void masksProtectedSettingsWhateverTheyAreCalled() {
    String body =
        """
        {"configurationSettings":{"a":"kept"},"configurationProtectedSettings":
         {"connectionString":"p1}\\"p2","tls.key":"p3"},"version":"1.0.0"}
        """;

    assertThat(Trace.mask(body))
        .contains("\"a\":\"kept\"", "\"version\":\"1.0.0\"")
        .doesNotContain("p1", "p2", "p3");
  }
}
