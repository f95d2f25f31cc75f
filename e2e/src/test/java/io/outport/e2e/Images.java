package io.outport.e2e;

import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Fleet.Registry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Small images at one registry, pushed and pulled by nothing but the JDK's client: certificates and
 * digests are verified, and every request signs in anew with name and password, so that no token
 * from before hides what holds now. Safe for many threads.
 */
final class Images implements AutoCloseable {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A registry answered, and it was not the thing itself. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    private RefusedException(HttpResponse<?> answer, String body) {
      super(answer + " " + body);
      this.status = answer.statusCode();
    }

    int status() {
      return status;
    }
  }

  private final URI base;
  private final HttpClient http;

  private Images(URI base, HttpClient http) {
    this.base = base;
    this.http = http;
  }

  /** Those of a running registry. */
  static Images of(Registry registry) throws IOException {
    return at(registry.host(), registry.ca());
  }

  /** Those of the registry at this host, whose certificate is from this CA. */
  static Images at(String host, Path ca) throws IOException {
    return new Images(
        URI.create("https://" + host), HttpClient.newBuilder().sslContext(Trust.of(ca)).build());
  }

  /** Pushes an image of one layer and returns its digest. */
  String push(Login login, String repository, String tag, String text) throws IOException {
    String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"text\":\"" + text + "\"}";
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}\
        """
            .formatted(digest(config), config.length(), digest(text), text.length());
    putBlob(login, repository, config);
    putBlob(login, repository, text);
    HttpRequest.Builder put =
        request(login, "/v2/%s/manifests/%s".formatted(repository, tag))
            .header("Content-Type", MANIFEST)
            .PUT(BodyPublishers.ofString(manifest));
    send(put, 201);
    return digest(manifest);
  }

  /** Pulls the manifest and all that it names, and returns the manifest's digest. */
  String pull(Login login, String repository, String reference) throws IOException {
    HttpRequest.Builder get =
        request(login, "/v2/%s/manifests/%s".formatted(repository, reference))
            .header("Accept", MANIFEST);
    String manifest = send(get, 200).body();
    JsonNode read = JsonMapper.shared().readTree(manifest);
    pullBlob(login, repository, read.at("/config/digest").asString());
    for (JsonNode layer : read.path("layers")) {
      pullBlob(login, repository, layer.path("digest").asString());
    }
    return digest(manifest);
  }

  /** Takes a tag away, or a manifest with its tags. */
  void delete(Login login, String repository, String reference) throws IOException {
    send(request(login, "/v2/%s/manifests/%s".formatted(repository, reference)).DELETE(), 202);
  }

  /** The names of a repository's tags. */
  List<String> tags(Login login, String repository) throws IOException {
    String listed = send(request(login, "/v2/%s/tags/list".formatted(repository)), 200).body();
    return JsonMapper.shared()
        .readTree(listed)
        .path("tags")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  /** What is answered to this name and password. */
  int status(Login login, String path) throws IOException {
    return send(request(login, path)).statusCode();
  }

  private void pullBlob(Login login, String repository, String digest) throws IOException {
    String body = send(request(login, "/v2/%s/blobs/%s".formatted(repository, digest)), 200).body();
    if (!digest(body).equals(digest)) {
      throw new IOException("the bytes of %s at %s are others".formatted(digest, base));
    }
  }

  private void putBlob(Login login, String repository, String text) throws IOException {
    HttpRequest.Builder start =
        request(login, "/v2/%s/blobs/uploads/".formatted(repository)).POST(BodyPublishers.noBody());
    String location = send(start, 202).headers().firstValue("Location").orElseThrow();
    URI upload = base.resolve(location);
    String end = upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + digest(text);
    send(authorized(login, URI.create(end)).PUT(BodyPublishers.ofString(text)), 201);
  }

  private HttpRequest.Builder request(Login login, String path) {
    return authorized(login, base.resolve(path));
  }

  private static HttpRequest.Builder authorized(Login login, URI address) {
    byte[] pair = login.pair().getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(address)
        .timeout(LIMIT)
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws IOException {
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() != expected) {
      throw new RefusedException(answer, answer.body());
    }
    return answer;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest hasher = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(hasher.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
