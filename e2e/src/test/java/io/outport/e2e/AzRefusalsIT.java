package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Bad input: {@code az} shows the hub's code and words, and nothing is changed. */
@Tag("az")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class AzRefusalsIT {
  private Az az;

  @BeforeAll
  void start() throws IOException {
    az = Az.signedIn();
    az.fleet().token("till1", "app/*", "content/read");
    az.fleet().site("reading", "app/*", "till1");
    az.fleet().site("another", "app/*", "till1");
  }

  @AfterAll
  void end() throws IOException {
    az.close();
  }

  @TestFactory
  Stream<DynamicTest> refusesAnUpdate() {
    return Stream.of(
        update("it has 6 fields, not 5", "--sync-schedule", "0 0 2 * * *"),
        update("does not go with the continuous schedule", "--sync-window", "PT4H"),
        update("is out of range", "--sync-schedule", "0 2 * * *", "--sync-window", "PT30M"),
        update("is out of range", "--sync-message-ttl", "P91D"),
        update("log level 'Loud' is not one", "--log-level", "Loud"),
        update("garbage collection schedule", "--gc-schedule", "0 25 * * *"),
        update("there is no token 'nobody'", "--add-client-tokens", "nobody"),
        update("is not a pattern", "--add-notifications", "app/web:pull"),
        update("ambiguity", "--add-client-tokens", "till1", "--remove-client-tokens", "till1"));
  }

  @TestFactory
  Stream<DynamicTest> refusesACreation() {
    return Stream.of(
        create("but not both", "--repository", "app/web", "--sync-token", "till1"),
        create("could not be found", "--repository", "app/web", "--parent", "nowhere"),
        create("mode", "--repository", "app/web", "--parent", "reading", "-m", "ReadWrite"));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatTheCommandLineItselfWouldNotSend() {
    return Stream.of(
        put("ParentModeMismatch", "newsite1", "reading", "ReadWrite", "till1"),
        put("ParentNotFound", "newsite1", "nowhere", "ReadOnly", "till1"),
        put("ParentCycle", "reading", "reading", "ReadOnly", "reading"),
        put("PropertyChangeNotAllowed", "another", "reading", "ReadOnly", "another"),
        put("PropertyChangeNotAllowed", "another", "", "ReadWrite", "another"),
        put("TokenInUse", "newsite1", "", "ReadOnly", "another"),
        put("ResourceNotFound", "newsite1", "", "ReadOnly", "nobody"),
        put("InvalidParameter", "bad", "", "ReadOnly", "till1"));
  }

  @Test
  void refusesAStaleEntityTagAndTakesAFreshOne() throws IOException {
    String path = "/scopeMaps/another";
    Path body = body("{\"properties\":{\"description\":\"changed\"}}");

    refusesRest("PreconditionFailed", "patch", path, body, "--headers", "If-Match=\"0000\"");
    refusesRest("PreconditionFailed", "put", path, body, "--headers", "If-None-Match=*");

    az.rest("patch", path, "--body", "@" + body, "--headers", "If-Match=*").succeeded();
    assertThat(
            az.tsv("description", "acr", "scope-map", "show", "-r", Az.REGISTRY, "-n", "another"))
        .isEqualTo("changed");
  }

  @Test
  void refusesTooManyRepositoriesInAScopeMap() throws IOException {
    String actions =
        IntStream.range(0, 501)
            .mapToObj("\"repositories/app/r%d/content/read\""::formatted)
            .collect(Collectors.joining(","));
    Path body = body("{\"properties\":{\"actions\":[" + actions + "]}}");

    refusesRest("at most 500 repositories", "put", "/scopeMaps/large", body);
  }

  @Test
  void refusesACallWithoutAVersion() {
    az.run("rest", "--method", "get", "--url", az.hub() + az.id("/tokens"))
        .failedSaying("MissingApiVersionParameter");
  }

  private DynamicTest update(String words, String... flags) {
    return refused(words, "update", "reading", flags);
  }

  private DynamicTest create(String words, String... flags) {
    return refused(words, "create", "newsite1", flags);
  }

  private DynamicTest refused(String words, String verb, String name, String... flags) {
    String[] command =
        Stream.concat(
                Stream.of("acr", "connected-registry", verb, "-r", Az.REGISTRY, "-n", name),
                Stream.of(flags))
            .toArray(String[]::new);
    return DynamicTest.dynamicTest(
        "%s %s".formatted(verb, String.join(" ", flags)), () -> az.refuses(words, command));
  }

  private DynamicTest put(String code, String name, String parent, String mode, String token) {
    String parentId = parent.isEmpty() ? "" : az.id("/connectedRegistries/" + parent);
    String body =
        """
        {"properties":{"mode":"%s","parent":{"id":"%s","syncProperties":
         {"tokenId":"%s","messageTtl":"P2D"}}}}\
        """
            .formatted(mode, parentId, az.id("/tokens/" + token));
    return DynamicTest.dynamicTest(
        "%s for '%s' below '%s'".formatted(code, name, parent),
        () -> refusesRest(code, "put", "/connectedRegistries/" + name, body(body)));
  }

  private void refusesRest(String words, String method, String path, Path body, String... more) {
    String[] all =
        Stream.concat(Stream.of("--body", "@" + body), Stream.of(more)).toArray(String[]::new);
    az.refuses(words, az.restWords(method, path, all));
  }

  private Path body(String text) throws IOException {
    return Files.writeString(az.fleet().folder().resolve("body.json"), text);
  }
}
