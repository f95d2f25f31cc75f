package io.outport.bench;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pushes to a registry with one account, the same way to all of them. */
record Pusher(Http http, URI base, Map<String, String> authorization) {

  /** The scope of a token that may push here. */
  static String scope(String repository) {
    return "repository:%s:pull,push".formatted(repository);
  }

  /** Pushes an image's blobs, then its manifest. */
  void image(String repository, String tag, Image image) throws IOException {
    for (Blob blob : image.blobs()) {
      blob(repository, blob.digest(), file(blob));
    }
    manifest(repository, tag, image);
  }

  /** Pushes a blob in one piece. */
  void blob(String repository, Digest digest, BodyPublisher body) throws IOException {
    URI start = base.resolve("/v2/%s/blobs/uploads/".formatted(repository));
    HttpResponse<byte[]> begun =
        expect(202, start, http.send("POST", start, authorization, BodyPublishers.noBody()));
    URI upload = start.resolve(begun.headers().firstValue("Location").orElseThrow());
    char joint = upload.getRawQuery() == null ? '?' : '&';
    URI finish = URI.create("%s%sdigest=%s".formatted(upload, joint, digest));
    expect(201, finish, http.send("PUT", finish, octets(), body));
  }

  /** Takes over a blob that another repository has. */
  void mount(String repository, Digest digest, String from) throws IOException {
    URI uri =
        base.resolve("/v2/%s/blobs/uploads/?mount=%s&from=%s".formatted(repository, digest, from));
    expect(201, uri, http.send("POST", uri, authorization, BodyPublishers.noBody()));
  }

  void manifest(String repository, String reference, Image image) throws IOException {
    URI uri = base.resolve("/v2/%s/manifests/%s".formatted(repository, reference));
    Map<String, String> headers = new LinkedHashMap<>(authorization);
    headers.put("Content-Type", MediaType.OCI_MANIFEST);
    expect(201, uri, http.send("PUT", uri, headers, BodyPublishers.ofByteArray(image.manifest())));
  }

  private Map<String, String> octets() {
    Map<String, String> headers = new LinkedHashMap<>(authorization);
    headers.put("Content-Type", MediaType.OCTET_STREAM);
    return headers;
  }

  static BodyPublisher file(Blob blob) throws FileNotFoundException {
    return BodyPublishers.ofFile(blob.file());
  }

  private static HttpResponse<byte[]> expect(int status, URI uri, HttpResponse<byte[]> response) {
    if (response.statusCode() != status) {
      throw new WrongAnswerException(
          "%s answered %d instead of %d: %s"
              .formatted(
                  uri,
                  response.statusCode(),
                  status,
                  new String(response.body(), StandardCharsets.UTF_8)));
    }
    return response;
  }
}
