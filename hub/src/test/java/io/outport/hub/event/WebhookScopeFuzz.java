package io.outport.hub.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.hub.resource.ResourceProblem;
import org.junit.jupiter.params.provider.MethodSource;

/** Scopes of webhooks from anywhere. */
final class WebhookScopeFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefuses(byte[] input) {
    try {
      WebhookScope read = WebhookScope.parse(new String(input, UTF_8));

      assertThat(WebhookScope.parse(read.repository() + ":" + read.tag())).isEqualTo(read);
    } catch (ResourceProblem refused) {
      assertThat(refused.getMessage()).hasSizeLessThan(600);
    }
  }
}
