package io.outport.registry.store.s3;

import io.outport.registry.content.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The objects of one location, by their keys behind its prefix. Each method is one request, or one
 * for each page or piece, and tries again what failed on the way; what fails still is a {@link
 * StoreException}, and then a change may have been made or not.
 */
final class Bucket implements AutoCloseable {
  /** Most keys that a server gives at once. */
  private static final int PAGE = 1_000;

  /**
   * What a request needs besides its key.
   *
   * @param client sends; closed with the bucket
   * @param presigner signs addresses; closed with the bucket
   */
  record Link(S3Settings settings, S3Client client, S3Presigner presigner) {}

  /** What is known of an object without reading it; metadata's names are in lower case. */
  record ObjectFacts(long size, Instant modified, Map<String, String> metadata) {}

  /** An object in a list; the key without the prefix. */
  record Listed(String key, long size) {}

  private final S3Client client;
  private final S3Presigner presigner;
  private final S3Failures failures;
  private final String name;
  private final String prefix;

  Bucket(Link link) {
    this.client = link.client;
    this.presigner = link.presigner;
    this.failures = new S3Failures(link.settings);
    this.name = link.settings.location().bucket();
    this.prefix = link.settings.location().prefix();
  }

  S3Failures failures() {
    return failures;
  }

  /** Empty where there is none. */
  Optional<ObjectFacts> find(String key) {
    return findAnswer(
            "look for " + key, () -> client.headObject(ask -> ask.bucket(name).key(prefix + key)))
        .map(Bucket::facts);
  }

  /**
   * The bytes from {@code offset} on, {@code length} of them, at least one.
   *
   * @throws IOException when the object is gone or the server gives something else
   */
  InputStream read(String key, long offset, long length) throws IOException {
    String range = "bytes=" + offset + "-" + (offset + length - 1);
    try {
      return open("read " + key, get(key).range(range).build(), length)
          .orElseThrow(() -> new IOException("%s%s is gone".formatted(prefix, key)));
    } catch (StoreException failure) {
      // Whoever reads a stream is ready for these alone.
      throw new IOException(failure.getMessage(), failure);
    }
  }

  /** A small object; empty where there is none, or a larger one. */
  Optional<byte[]> readWhole(String key, int maxBytes) {
    String action = "read " + key;
    Optional<ResponseInputStream<GetObjectResponse>> answer =
        findAnswer(action, () -> client.getObject(get(key).build()));
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    long length = answer.get().response().contentLength();
    try (InputStream stream = new ObjectStream(answer.get(), length)) {
      return length > maxBytes ? Optional.empty() : Optional.of(stream.readAllBytes());
    } catch (IOException failure) {
      throw new StoreException(
          StoreException.Kind.FAILED,
          "cannot %s: the server's answer broke off".formatted(action),
          failure);
    }
  }

  /** Makes or replaces an object, at once or not at all. */
  void put(String key, ObjectBody body, Map<String, String> metadata) {
    var _ =
        call(
            "write " + key,
            () ->
                client.putObject(
                    it ->
                        it.bucket(name).key(prefix + key).metadata(metadata).contentMD5(body.md5()),
                    body.toRequest()));
  }

  /** Copies an object of 5 GiB at most. */
  void copy(String from, String to) {
    var _ =
        call(
            "copy " + from,
            () ->
                client.copyObject(
                    it ->
                        it.sourceBucket(name)
                            .sourceKey(prefix + from)
                            .destinationBucket(name)
                            .destinationKey(prefix + to)));
  }

  /** Removes an object; fine where there is none. */
  void delete(String key) {
    var _ =
        call("delete " + key, () -> client.deleteObject(it -> it.bucket(name).key(prefix + key)));
  }

  /** Objects whose keys begin with {@code under} and come after {@code after}, sorted. */
  List<Listed> list(String under, String after, int limit) {
    List<Listed> all = new ArrayList<>();
    String last = after;
    while (all.size() < limit) {
      List<Listed> page = page(under, last, Math.min(PAGE, limit - all.size()));
      if (page.isEmpty()) {
        return all;
      }
      all.addAll(page);
      last = page.getLast().key();
    }
    return all;
  }

  /** The folders right below this one, each with its whole key and a slash at the end. */
  List<String> listFolders(String under) {
    List<String> folders = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      ListObjectsV2Response page =
          call(
              "list " + under,
              () ->
                  client.listObjectsV2(
                      it ->
                          it.bucket(name)
                              .prefix(prefix + under)
                              .delimiter("/")
                              .continuationToken(next)));
      page.commonPrefixes().stream()
          .map(CommonPrefix::prefix)
          .map(this::withoutPrefix)
          .forEach(folders::add);
      token = page.nextContinuationToken();
    } while (token != null);
    return folders;
  }

  /** Starts to put an object together from pieces. */
  Assembly assemble(String key, Map<String, String> metadata) {
    return Assembly.start(this, client, name, prefix + key, metadata);
  }

  /**
   * Ends assemblies that were begun before this and never ended: they are invisible, and cost
   * space.
   */
  void abortAssemblies(Instant before) {
    call(
            "list unfinished uploads",
            () -> client.listMultipartUploads(it -> it.bucket(name).prefix(prefix)))
        .uploads()
        .stream()
        .filter(upload -> upload.initiated() != null && upload.initiated().isBefore(before))
        .forEach(upload -> Assembly.abort(client, name, upload.key(), upload.uploadId()));
  }

  /** An address from which anybody can get the object for a while. */
  URI link(String key, Duration lifetime) {
    String action = "sign an address for " + key;
    var signed =
        call(
            action,
            () ->
                presigner.presignGetObject(
                    it -> it.signatureDuration(lifetime).getObjectRequest(get(key).build())));
    try {
      return signed.url().toURI();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("cannot " + action, impossible);
    }
  }

  @Override
  public void close() {
    presigner.close();
    client.close();
  }

  /** Makes a request, and says in plain words what went wrong with it. */
  <T> T call(String action, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException failure) {
      throw failures.translate(action, failure);
    }
  }

  String withPrefix(String key) {
    return prefix + key;
  }

  private <T> Optional<T> findAnswer(String action, Supplier<T> request) {
    try {
      return Optional.of(request.get());
    } catch (S3Exception failure) {
      if (S3Failures.isAbsent(failure)) {
        return Optional.empty();
      }
      throw failures.translate(action, failure);
    } catch (SdkException failure) {
      throw failures.translate(action, failure);
    }
  }

  private Optional<InputStream> open(String action, GetObjectRequest request, long length)
      throws IOException {
    Optional<ResponseInputStream<GetObjectResponse>> answer =
        findAnswer(action, () -> client.getObject(request));
    if (answer.isPresent() && answer.get().response().contentLength() != length) {
      answer.get().abort();
      throw new IOException("the server has fewer bytes than were asked for");
    }
    return answer.map(body -> new ObjectStream(body, length));
  }

  private GetObjectRequest.Builder get(String key) {
    return GetObjectRequest.builder().bucket(name).key(prefix + key);
  }

  private List<Listed> page(String under, String after, int limit) {
    return call(
            "list " + under,
            () ->
                client.listObjectsV2(
                    it ->
                        it.bucket(name)
                            .prefix(prefix + under)
                            .startAfter(prefix + after)
                            .maxKeys(limit)))
        .contents()
        .stream()
        .map(this::listed)
        .toList();
  }

  private Listed listed(S3Object object) {
    return new Listed(withoutPrefix(object.key()), object.size());
  }

  private String withoutPrefix(String key) {
    return key.substring(prefix.length());
  }

  private static ObjectFacts facts(HeadObjectResponse answer) {
    return new ObjectFacts(answer.contentLength(), answer.lastModified(), answer.metadata());
  }
}
