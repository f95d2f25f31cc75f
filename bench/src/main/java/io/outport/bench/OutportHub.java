package io.outport.bench;

import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.HubWords;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Programs;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Our hub, through its launcher, asked with bearer tokens of tokens that its own CLI made. */
record OutportHub(Fleet fleet, Http http, Login puller, Login pusher) implements Contender {
  static final String NAME = "outport";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Starts a new one; the words go to {@code hub serve}. */
  static OutportHub start(Identity identity, Http http, String... words) throws IOException {
    return start(Path.of(System.getProperty("java.io.tmpdir")), identity, http, words);
  }

  /** As above, with all that it keeps below this folder. */
  static OutportHub start(Path parent, Identity identity, Http http, String... words)
      throws IOException {
    List<String> init =
        List.of(
            "--tls-certificate",
            identity.certificate().toString(),
            "--tls-key",
            identity.key().toString(),
            "--tls-ca",
            identity.authority().toString());
    List<String> serve =
        Stream.concat(Stream.of("--log-level", "error"), Arrays.stream(words)).toList();
    Fleet fleet = Fleet.start(parent, new HubWords(init, serve));
    try {
      return new OutportHub(
          fleet,
          http,
          fleet.token("puller", "*", "content/read", "metadata/read"),
          fleet.token("pusher", "*", "content/read", "content/write", "metadata/write"));
    } catch (AssertionError | RuntimeException problem) {
      fleet.close();
      throw problem;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return fleet.outport("--version").run().succeeded().out().lines().findFirst().orElse("");
  }

  @Override
  public String settings() {
    Path record = Programs.outport().resolveSibling("dist/target/outport/servers.aot");
    return "`hub serve --log-level error`, bearer tokens, "
        + (Files.exists(record) ? "with" : "WITHOUT")
        + " the launcher's class record";
  }

  @Override
  public URI base() {
    return URI.create("https://127.0.0.1:" + fleet.hubPort());
  }

  @Override
  public ServerProcess process() {
    return fleet.hub().process();
  }

  @Override
  public Optional<String> token(String scope) throws IOException {
    Login login = scope.contains("push") ? pusher : puller;
    return Optional.of(token(http, base(), fleet.hub().host(), login, scope));
  }

  /** A fresh bearer token of one of our registries. */
  static String token(Http http, URI base, String service, Login login, String scope)
      throws IOException {
    StringBuilder query = new StringBuilder("service=").append(service);
    for (String each : scope.split(" ", -1)) {
      query.append("&scope=").append(URLEncoder.encode(each, StandardCharsets.UTF_8));
    }
    URI uri = base.resolve("/oauth2/token?" + query);
    HttpResponse<byte[]> response = http.send("GET", uri, basic(login), BodyPublishers.noBody());
    if (response.statusCode() != 200) {
      throw new WrongAnswerException(
          "%s answered %d to a request for a token".formatted(base, response.statusCode()));
    }
    return JSON.readTree(response.body()).path("token").asString();
  }

  @Override
  public Map<String, String> firstHeaders(Request request) {
    Map<String, String> all = new LinkedHashMap<>(request.headers());
    all.putAll(basic(puller));
    return all;
  }

  @Override
  public void hold(String repository, String tag, Image image) throws IOException {
    new Pusher(http, base(), authorization(Pusher.scope(repository))).image(repository, tag, image);
  }

  @Override
  public void close() throws IOException {
    fleet.close();
  }

  private static Map<String, String> basic(Login login) {
    byte[] pair = login.pair().getBytes(StandardCharsets.UTF_8);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** Without the passwords. */
  @Override
  public String toString() {
    return "OutportHub[%s]".formatted(base());
  }
}
