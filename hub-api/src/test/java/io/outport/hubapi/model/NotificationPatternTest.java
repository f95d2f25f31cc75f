package io.outport.hubapi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.RepositoryName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reference, 3.6: the pattern grammar, its stars, and what is wrong. */
final class NotificationPatternTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String OTHER = "sha256:" + "b".repeat(64);

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        // pattern, repository, tag, action, matches
        "*:*, app/web, v1, push, true",
        "*:*, app/web, none, delete, true",
        "*:*:*, app/web, v1, push, true",
        "*:*:*, app/web, none, push, false",
        "*@*:*, app/web, none, delete, true",
        "*@*:*, app/web, v1, push, true",
        "app/web:*, app/web, v1, delete, true",
        "app/web:*, app/db, v1, delete, false",
        "app/web:push, app/web, none, push, true",
        "app/web:push, app/web, v1, delete, false",
        "app/web:PUSH, app/web, v1, push, true",
        "app/web:v1:*, app/web, v1, push, true",
        "app/web:v1:*, app/web, v2, push, false",
        "app/web:v1:*, app/web, none, push, false",
        "app/web@DIGEST:delete, app/web, none, delete, true",
        "app/web@DIGEST:delete, app/web, v1, delete, true",
        "app/web@OTHER:delete, app/web, none, delete, false",
        "app/web:v1@DIGEST:*, app/web, v1, push, true",
        "app/web:v2@DIGEST:*, app/web, v1, push, false",
        "app/*:push, app/web, v1, push, true",
        "app/*:push, app/a/b, v1, push, true",
        "app/*:push, application, v1, push, false",
        "app/*:*:delete, app/web, v1, delete, true",
      })
  void matches(String text, String repository, String tag, String action, boolean expected) {
    String pattern = text.replace("DIGEST", DIGEST).replace("OTHER", OTHER);

    NotificationPattern read = NotificationPattern.parse(pattern);

    assertThat(read.matches(new RepositoryName(repository), tag, DIGEST, action))
        .isEqualTo(expected);
    assertThat(NotificationPattern.parse(read.toString())).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", names no action",
        "app/web, names no action",
        "app/web:pull, after the last ':' comes push",
        "app/web:v1, after the last ':' comes push",
        "app/web:, after the last ':' comes push",
        ":push, names no repository",
        "App:push, repository pattern 'App'",
        "a*/b:push, repository pattern 'a*/b'",
        "*/*:push, repository pattern '*/*'",
        "app::push, its tag is empty",
        "app:-v:push, tag '-v' is not allowed",
        "app:v*:push, tag 'v*' is not allowed",
        "app@:push, its digest is empty",
        "app@sha256:abc:push, is no digest",
        "app@sha256*:push, is no digest",
        "app@a@b:push, is no digest",
        "app:a:b:push, tag 'a:b' is not allowed",
      })
  void saysWhatIsWrong(String text, String words) {
    assertThatThrownBy(() -> NotificationPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("name[:tag][@digest]:action");
  }
}
