package io.outport.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * What has broken parsers before, as the bytes that came: every fuzz test begins with these beside
 * inputs of its own. Each is the only argument of a call.
 */
public final class HostileTexts {
  /** Longer than any name, path or number that means something. */
  private static final int LONG = 4_096;

  /** Deeper than a parser that calls itself can go on a thread's stack. */
  private static final int DEEP = 20_000;

  private HostileTexts() {}

  /** All of them, well-formed UTF-8 and other bytes. */
  public static Stream<byte[]> all() {
    return Stream.concat(
        Stream.of(marks(), paths(), numbers(), documents())
            .flatMap(texts -> texts)
            .map(text -> text.getBytes(StandardCharsets.UTF_8)),
        Stream.of("c0af", "e080af", "c080", "eda080", "f8888080", "fffe4100", "80")
            .map(HexFormat.of()::parseHex));
  }

  /** Characters that mean something to what reads the text, or to what shows it. */
  private static Stream<String> marks() {
    return Stream.of(
        "\0",
        "a\0b",
        "\n",
        "a\r\nSet-Cookie: b",
        "\t a \t",
        "\u001b[2Ja",
        "\u202eab",
        "\ufeffa",
        "\u2028",
        "\u0130I\u0131i",
        "\ud83d\ude00",
        "'",
        "\"",
        "a=\"b",
        "a=\"b\\",
        "<a",
        "a:b:c",
        "=",
        ",".repeat(LONG),
        ";".repeat(LONG),
        "a-".repeat(LONG),
        "a".repeat(LONG) + "!",
        " ".repeat(LONG) + "a",
        "\ud83d\ude00".repeat(LONG));
  }

  private static Stream<String> paths() {
    return Stream.of(
        "..",
        "../../etc/passwd",
        "/..",
        "a/../b",
        "a//b",
        "%2F",
        "%2e%2e%2f",
        "%00",
        "%",
        "%zz",
        "%c0%af",
        "%252F",
        "a\\b",
        "/".repeat(LONG),
        "a".repeat(LONG),
        "%41".repeat(LONG));
  }

  private static Stream<String> numbers() {
    return Stream.of(
        "-1",
        "-0",
        "+1",
        "0x10",
        "1e9",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "999999999999999999",
        "-9223372036854775808",
        "\u0661\u0662\u0663",
        "\uff11",
        "0".repeat(LONG) + "1",
        "9".repeat(LONG));
  }

  private static Stream<String> documents() {
    return Stream.of(
        "null",
        "[]",
        "{}",
        "{}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":",
        "{\"size\":9223372036854775808}",
        "{\"size\":1e999999999}",
        "{\"a\":\"\\ud800\"}",
        "[".repeat(DEEP),
        "{\"a\":".repeat(DEEP));
  }
}
