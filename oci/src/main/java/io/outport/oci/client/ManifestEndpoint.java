package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import java.util.Optional;

/**
 * Manifests by tag or digest (OCI distribution specification, "Pulling" and "Pushing manifests").
 */
final class ManifestEndpoint {
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaType.OCI_INDEX,
          MediaType.OCI_MANIFEST,
          MediaType.DOCKER_LIST,
          MediaType.DOCKER_MANIFEST,
          "*/*;q=0.1");
  private static final String DIGEST = "Docker-Content-Digest";

  private final EndpointCaller caller;

  ManifestEndpoint(EndpointCaller caller) {
    this.caller = caller;
  }

  Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
    Call call = call("look up manifest", "HEAD", repository, reference, Scopes.pull(repository));
    Optional<Optional<Descriptor>> answer =
        caller.call(
            call,
            response ->
                switch (response.status()) {
                  case 200 -> Optional.of(described(response, reference));
                  case 404 -> Optional.empty();
                  default -> throw caller.failure(response);
                });
    if (answer.isPresent() && answer.get().isEmpty()) {
      // The registry's HEAD says too little (it needs digest and length): the bytes will tell.
      return find(repository, reference).map(FetchedManifest::descriptor);
    }
    return answer.flatMap(descriptor -> descriptor);
  }

  Optional<FetchedManifest> find(RepositoryName repository, Reference reference) {
    Call call = call("fetch manifest", "GET", repository, reference, Scopes.pull(repository));
    return caller.call(
        call,
        response ->
            switch (response.status()) {
              case 200 -> Optional.of(verified(response, reference));
              case 404 -> Optional.empty();
              default -> throw caller.failure(response);
            });
  }

  FetchedManifest fetch(RepositoryName repository, Reference reference) {
    return find(repository, reference)
        .orElseThrow(
            () ->
                new RegistryException(
                    RegistryException.Kind.NOT_FOUND,
                    "cannot fetch manifest %s: %s does not have it. Check repository and reference."
                        .formatted(name(repository, reference), caller.where()),
                    ErrorCode.MANIFEST_UNKNOWN,
                    null,
                    null));
  }

  void push(RepositoryName repository, Reference reference, String mediaType, byte[] bytes) {
    Call call =
        call("push manifest", "PUT", repository, reference, Scopes.push(repository))
            .withHeader("Content-Type", mediaType)
            .withBody(UploadBody.of(bytes));
    caller.call(
        call,
        response -> {
          if (response.status() != 201) {
            throw caller.failure(response);
          }
          Optional<Digest> stored = response.header(DIGEST).flatMap(Digest::find);
          if (stored.isPresent()
              && !stored.get().equals(Digest.ofBytes(stored.get().algorithm(), bytes))) {
            throw response.corrupt("stored other bytes than we sent: " + stored.get());
          }
          return stored;
        });
  }

  void delete(RepositoryName repository, Reference reference) {
    Call call = call("delete manifest", "DELETE", repository, reference, Scopes.delete(repository));
    caller.call(
        call,
        response -> {
          if (response.status() != 202 && response.status() != 200 && response.status() != 204) {
            throw caller.failure(response);
          }
          return response.status();
        });
  }

  private Call call(
      String verb, String method, RepositoryName repository, Reference reference, String scope) {
    return Call.of(
            "%s %s".formatted(verb, name(repository, reference)),
            method,
            caller.uri("/v2/%s/manifests/%s".formatted(repository, reference)),
            scope)
        .withHeader("Accept", ACCEPT);
  }

  /** Empty when the answer leaves out what a descriptor needs. */
  private static Optional<Descriptor> described(Response response, Reference reference) {
    Optional<Digest> digest = response.header(DIGEST).flatMap(Digest::find);
    if (digest.isEmpty() || response.contentLength().isEmpty()) {
      return Optional.empty();
    }
    if (reference instanceof Reference.ByDigest(Digest asked) && !asked.equals(digest.get())) {
      throw response.corrupt("answered with %s".formatted(digest.get()));
    }
    long size = response.contentLength().getAsLong();
    if (size < 0 || size > Manifest.MAX_BYTES) {
      throw response.protocol("has a manifest of %d bytes, over the limit".formatted(size));
    }
    return Optional.of(Descriptor.of(mediaType(response), digest.get(), size));
  }

  private static FetchedManifest verified(Response response, Reference reference) {
    byte[] bytes = response.bytes(Manifest.MAX_BYTES);
    Optional<Digest> declared = response.header(DIGEST).flatMap(Digest::find);
    DigestAlgorithm algorithm =
        reference instanceof Reference.ByDigest(Digest asked)
            ? asked.algorithm()
            : declared.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256);
    Digest actual = Digest.ofBytes(algorithm, bytes);
    boolean asAsked = !(reference instanceof Reference.ByDigest(Digest d)) || d.equals(actual);
    boolean asDeclared =
        declared.isEmpty()
            || declared.get().algorithm() != algorithm
            || declared.get().equals(actual);
    if (!asAsked || !asDeclared) {
      throw response.corrupt(
          "sent bytes whose digest is %s, not the one promised".formatted(actual));
    }
    return new FetchedManifest(actual, mediaType(response), bytes);
  }

  private static String mediaType(Response response) {
    return response.header("Content-Type").map(MediaType::essence).orElse("");
  }

  private static String name(RepositoryName repository, Reference reference) {
    return reference instanceof Reference.ByDigest
        ? repository + "@" + reference
        : repository + ":" + reference;
  }
}
