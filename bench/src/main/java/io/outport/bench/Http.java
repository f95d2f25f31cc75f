package io.outport.bench;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The platform's HTTP client, over HTTP/1.1, verifying certificates. */
record Http(HttpClient client) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What came back, its body read and hashed but not kept. */
  record Hashed(int status, Digest digest) {}

  static Http trusting(SSLContext tls) {
    return new Http(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build());
  }

  HttpResponse<byte[]> send(String method, URI uri, Map<String, String> headers, BodyPublisher body)
      throws IOException {
    return send(method, uri, headers, body, BodyHandlers.ofByteArray());
  }

  /** A GET or HEAD whose body is hashed as it comes. */
  Hashed hash(String method, URI uri, Map<String, String> headers) throws IOException {
    HttpResponse<InputStream> response =
        send(
            method,
            uri,
            headers,
            HttpRequest.BodyPublishers.noBody(),
            BodyHandlers.ofInputStream());
    MessageDigest hasher = DigestAlgorithm.SHA256.newHasher();
    try (InputStream body = new DigestInputStream(response.body(), hasher)) {
      body.transferTo(OutputStream.nullOutputStream());
    }
    return new Hashed(
        response.statusCode(), Digest.ofHash(DigestAlgorithm.SHA256, hasher.digest()));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private <T> HttpResponse<T> send(
      String method,
      URI uri,
      Map<String, String> headers,
      BodyPublisher body,
      BodyHandler<T> handler)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    headers.forEach(request::header);
    try {
      return client.send(request.method(method, body).build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
