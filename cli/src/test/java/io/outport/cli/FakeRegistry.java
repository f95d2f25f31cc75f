package io.outport.cli;

import io.outport.oci.model.Digest;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A registry that keeps what is pushed, in memory; the part of the specification that we use. */
final class FakeRegistry {
  private static final String BLOBS = "/blobs/";
  private static final String MANIFESTS = "/manifests/";

  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, byte[]> manifests = new ConcurrentSkipListMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final String account;

  /** Lets in whoever has this name and password, such as {@code me:secret}; anybody if empty. */
  FakeRegistry(String account) {
    this.account = account;
  }

  /** The manifest at such as {@code outport/agent:0.1.0}. */
  byte[] manifest(String place) {
    return Optional.ofNullable(manifests.get(place))
        .orElseThrow(
            () -> new AssertionError("no %s among %s".formatted(place, manifests.keySet())));
  }

  /** The blob or manifest with this digest in a repository. */
  Optional<byte[]> find(String repository, String digest) {
    String key = repository + "@" + digest;
    return Optional.ofNullable(blobs.get(key)).or(() -> Optional.ofNullable(manifests.get(key)));
  }

  /** Every place that a manifest is at, by tag or digest. */
  Map<String, byte[]> manifests() {
    return new TreeMap<>(manifests);
  }

  RawReply answer(RawHttpServer.Request request) {
    if (!isLetIn(request)) {
      return RawReply.status(401).header("WWW-Authenticate", "Basic realm=\"fake\"");
    }
    String path = request.path().substring("/v2/".length());
    if (path.contains("/blobs/uploads/")) {
      return upload(request, path.substring(0, path.indexOf(BLOBS)));
    }
    int blob = path.indexOf(BLOBS);
    if (blob >= 0) {
      byte[] bytes = blobs.get(path.substring(0, blob) + "@" + path.substring(blob + 7));
      return bytes == null
          ? RawReply.status(404)
          : RawReply.status(200).header("Content-Type", "application/octet-stream").body(bytes);
    }
    int manifest = path.indexOf(MANIFESTS);
    return manifest < 0
        ? RawReply.status(200)
        : manifest(request, path.substring(0, manifest), path.substring(manifest + 11));
  }

  private boolean isLetIn(RawHttpServer.Request request) {
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8));
    return account.isEmpty()
        || request.header("Authorization").filter(expected::equals).isPresent();
  }

  private RawReply upload(RawHttpServer.Request request, String repository) {
    if (request.method().equals("POST")) {
      return RawReply.status(202)
          .header("Location", "/v2/%s/blobs/uploads/1".formatted(repository));
    }
    String digest = request.target().replaceFirst(".*digest=", "");
    if (!Digest.ofBytes(request.body()).toString().equals(digest)) {
      return RawReply.status(400);
    }
    blobs.put(repository + "@" + digest, request.body());
    return RawReply.status(201).header("Location", "/");
  }

  private RawReply manifest(RawHttpServer.Request request, String repository, String reference) {
    String key = repository + (reference.contains(":") ? "@" : ":") + reference;
    if (request.method().equals("PUT")) {
      byte[] bytes = request.body();
      String digest = Digest.ofBytes(bytes).toString();
      for (String each : new String[] {key, repository + "@" + digest}) {
        manifests.put(each, bytes);
        types.put(each, request.header("Content-Type").orElse(""));
      }
      return RawReply.status(201).header("Docker-Content-Digest", digest);
    }
    byte[] bytes = manifests.get(key);
    if (bytes == null) {
      return RawReply.status(404);
    }
    return RawReply.status(200)
        .header("Content-Type", types.getOrDefault(key, ""))
        .header("Docker-Content-Digest", Digest.ofBytes(bytes).toString())
        .body(bytes);
  }
}
