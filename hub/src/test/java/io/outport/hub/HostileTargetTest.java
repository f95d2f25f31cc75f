package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outport.hubapi.model.ControlJson;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Targets that no client sends by accident, at the hub's other doors than the registry. */
final class HostileTargetTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
  private static final String VERSION = "?api-version=2025-11-01";
  private static final String LONG = "a".repeat(4_096);

  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private TestHub hub;

  @BeforeEach
  void start() {
    hub = TestHub.start(folder.resolve("hub"));
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    hub.close();
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void refusesStrangeTargetsWithoutAWordOfOurInsides() throws Exception {
    String token = signIn();
    for (String target : targets()) {
      for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS")) {
        String answer = exchange(method, target, token);

        // What is not there is deleted already, as the control API has it.
        assertThat(status(answer)).as(method + " " + target).matches(HostileTargetTest::isRefusal);
        assertThat(answer.toLowerCase(Locale.ROOT))
            .as(method + " " + target)
            .doesNotContain("exception", "io.outport", "netty", "vertx", "java.", "\tat ");
      }
    }
  }

  private static boolean isRefusal(int status) {
    return status == 204 || (status >= 400 && status < 500);
  }

  private List<String> targets() {
    String registry =
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ContainerRegistry/registries/myhub"
            .formatted(hub.context().subscriptionId(), hub.context().resourceGroup());
    return List.of(
        registry + "/tokens/..%2f..%2fx" + VERSION,
        registry + "/tokens/%2e%2e" + VERSION,
        registry + "/tokens/a%00b" + VERSION,
        registry + "/tokens/a\u0000b" + VERSION,
        registry + "/tokens/%ff%fe" + VERSION,
        registry + "/tokens/\u00ff\u00fe" + VERSION,
        registry + "/tokens/%zz" + VERSION,
        registry + "/tokens/" + LONG + VERSION,
        registry + "/scopeMaps/a\\b" + VERSION,
        registry + "/connectedRegistries/../../x" + VERSION,
        registry + "/tokens?api-version=%zz",
        registry + "/tokens?api-version=" + LONG,
        "/subscriptions/%2e%2e" + VERSION,
        "/subscriptions//resourceGroups//providers",
        "/subscriptions/" + LONG,
        "/gateway/%2e%2e/x",
        "/gateway/" + LONG,
        "/console/..%2f..%2fetc/passwd",
        "/tenant/oauth2/v2.0/token?x=%zz",
        "/%zz",
        "/" + "a/".repeat(2_048),
        "http://evil.example/subscriptions/x" + VERSION,
        "*",
        "x");
  }

  private String signIn() throws Exception {
    String secret = URLEncoder.encode(hub.context().clientSecret(), StandardCharsets.UTF_8);
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=x"
            .formatted(hub.context().clientId(), secret);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.uri("/%s/oauth2/v2.0/token".formatted(hub.context().tenantId())))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    String answer = hub.send(request, "", "").body();
    return ControlJson.mapper().readTree(answer).get("access_token").stringValue();
  }

  private String exchange(String method, String target, String token) throws IOException {
    String body = "{\"properties\":[";
    String request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket =
        hub.trust().getSocketFactory().createSocket("127.0.0.1", hub.server().port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static int status(String answer) {
    Matcher matcher = STATUS.matcher(answer);
    assertThat(matcher.lookingAt()).as(answer).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
