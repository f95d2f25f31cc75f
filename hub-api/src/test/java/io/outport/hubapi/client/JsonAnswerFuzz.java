package io.outport.hubapi.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** What a hub, a parent, or something in its place answers. */
final class JsonAnswerFuzz {
  private static final List<Class<?>> DOCUMENTS =
      List.of(
          SiteConfiguration.class,
          MessageBatch.class,
          StatusReport.class,
          ActivationRequest.class,
          ConnectedRegistry.class,
          ScopeMap.class,
          Token.class,
          ArmError.class);

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isADocumentThatReadsTheSameWhenWrittenAgainOrNone(byte[] input) {
    JsonAnswer answer = new JsonAnswer(200, new String(input, UTF_8));

    DOCUMENTS.forEach(type -> readsTheSame(answer, type));

    assertThat(answer.toString()).startsWith("JsonAnswer[200, ");
    answer.findError().ifPresent(detail -> assertThat(detail.toString()).isNotNull());
  }

  private static <T> void readsTheSame(JsonAnswer answer, Class<T> type) {
    answer
        .find(type)
        .ifPresent(
            read -> {
              String written = ControlJson.mapper().writeValueAsString(read);
              assertThat(new JsonAnswer(200, written).find(type)).as(written).contains(read);
            });
  }
}
