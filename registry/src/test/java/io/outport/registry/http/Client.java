package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Speaks to a test's registry over a real connection, as one account. */
final class Client implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String root;
  private final String authorization;

  private Client(TestRegistry registry, String authorization) {
    this.root = registry.root();
    this.authorization = authorization;
  }

  /** As the account that may do everything. */
  static Client of(TestRegistry registry) {
    return of(registry, TestRegistry.ADMIN.name(), "admin-password");
  }

  static Client of(TestRegistry registry, String name, String password) {
    return new Client(registry, basic(name, password));
  }

  static Client withToken(TestRegistry registry, String token) {
    return new Client(registry, "Bearer " + token);
  }

  static Client anonymous(TestRegistry registry) {
    return new Client(registry, "");
  }

  static String basic(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<byte[]> head(String path, String... headers) {
    return send("HEAD", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<byte[]> delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  HttpResponse<byte[]> post(String path) {
    return send("POST", path, BodyPublishers.noBody());
  }

  HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
    return send(method, path, BodyPublishers.ofByteArray(body), headers);
  }

  HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .method(method, body)
            .timeout(Duration.ofSeconds(30));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Pushes a blob in one request. */
  Digest pushBlob(String repository, byte[] bytes) {
    Digest digest = Digest.ofBytes(bytes);
    var answer = send("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, bytes);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + text(answer));
    }
    return digest;
  }

  HttpResponse<byte[]> pushManifest(String repository, String reference, String json) {
    return send(
        "PUT",
        "/v2/" + repository + "/manifests/" + reference,
        json.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        MediaType.OCI_MANIFEST);
  }

  /** Opens an upload session and says where it is. */
  String startUpload(String repository) {
    return header(post("/v2/" + repository + "/blobs/uploads/"), "Location");
  }

  /** A token to read the repository with. */
  String token(String repository) {
    String answer =
        text(
            get(
                "/oauth2/token?service=%s&scope=repository:%s:pull"
                    .formatted(TestRegistry.SERVICE, repository)));
    return answer.replaceAll("(?s).*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
  }

  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
