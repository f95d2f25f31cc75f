package io.outport.cli;

import io.outport.hubapi.client.CallTrace;
import io.outport.hubapi.client.JsonAnswer;
import io.outport.hubapi.client.JsonCall;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Shows what is asked of a hub: a line for each call with {@code --verbose}, the bodies too with
 * {@code --debug}. No secret is shown (law L10): neither headers nor forms, nor answers to actions,
 * which is where a hub hands secrets out, and no field that may hold one.
 */
final class Trace implements CallTrace {
  private static final int LONGEST_BODY = 4_096;
  private static final Pattern SECRET =
      Pattern.compile(
          "\"(?<name>\\w*secret\\w*|password|access_token|value|serviceUri)\"\\s*:\\s*"
              + "\"(?:[^\"\\\\]|\\\\.)*+\"",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HEADERS =
      Pattern.compile("\"customHeaders\"\\s*:\\s*\\{[^}]*+}", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROTECTED =
      Pattern.compile(
          "\"configurationProtectedSettings\"\\s*:\\s*"
              + "\\{(?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*+\")*+}",
          Pattern.CASE_INSENSITIVE);

  private final PrintWriter out;
  private final boolean withBodies;

  private Trace(PrintWriter out, boolean withBodies) {
    this.out = out;
    this.withBodies = withBodies;
  }

  /** What the command's own line asks for. */
  static CallTrace of(CommandSpec command) {
    boolean debug = isSet(command, "--debug");
    return debug || isSet(command, "--verbose")
        ? new Trace(command.commandLine().getErr(), debug)
        : CallTrace.NONE;
  }

  @Override
  public void answered(JsonCall call, JsonAnswer answer, Duration took) {
    out.printf(
        "%s %s -> %d in %d ms%n",
        call.method(), call.uri().getRawPath(), answer.status(), took.toMillis());
    if (withBodies) {
      boolean isJson = "application/json".equals(call.headers().get("Content-Type"));
      body("  sent ", isJson ? call.body() : "");
      body("  got  ", call.method().equals("POST") && answer.isSuccess() ? "" : answer.body());
    }
    out.flush();
  }

  private void body(String title, String text) {
    if (!text.isEmpty()) {
      String masked = mask(text);
      boolean whole = masked.length() <= LONGEST_BODY;
      out.println(title + (whole ? masked : masked.substring(0, LONGEST_BODY) + " …"));
    }
  }

  static String mask(String body) {
    String settings =
        PROTECTED.matcher(body).replaceAll("\"configurationProtectedSettings\":\"***\"");
    String fields = SECRET.matcher(settings).replaceAll("\"${name}\":\"***\"");
    return HEADERS.matcher(fields).replaceAll("\"customHeaders\":\"***\"");
  }

  private static boolean isSet(CommandSpec command, String option) {
    OptionSpec found = command.root().findOption(option);
    return found != null && Boolean.TRUE.equals(found.getValue());
  }
}
