package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Upload sessions and mounts (OCI distribution specification, "Pushing blobs"): small blobs go in
 * one PUT, larger ones in a PATCH that goes on where it was cut.
 */
final class UploadEndpoint {
  /** Up to this many bytes a blob is sent whole again rather than resumed. */
  static final int MAX_MONOLITHIC_BYTES = 1024 * 1024;

  // The session's own range: inclusive, without "bytes=", and "0-0" for an empty session as well.
  private static final Pattern SESSION_RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

  private final EndpointCaller caller;
  private final BlobEndpoint blobs;

  UploadEndpoint(EndpointCaller caller, BlobEndpoint blobs) {
    this.caller = caller;
    this.blobs = blobs;
  }

  /** An open session at the registry, and how many bytes of the blob it holds. */
  private record Session(URI location, long offset) {}

  boolean mount(RepositoryName target, Digest digest, RepositoryName source) {
    Call call =
        Call.of(
                "mount blob %s@%s".formatted(target, digest),
                "POST",
                caller.uri(
                    "/v2/%s/blobs/uploads/?mount=%s&from=%s".formatted(target, digest, source)),
                Scopes.push(target))
            .withScopes(Set.of(Scopes.push(target), Scopes.pull(source)));
    Optional<URI> session =
        caller.call(
            call,
            response ->
                switch (response.status()) {
                  case 201 -> Optional.empty();
                  case 202 -> Optional.of(location(response));
                  default -> throw caller.failure(response);
                });
    session.ifPresent(location -> cancel(target, location));
    return session.isEmpty();
  }

  void push(RepositoryName repository, Descriptor blob, BlobSource source) {
    Optional<Session> session = Optional.empty();
    long furthest = 0;
    int failures = 0;
    while (true) {
      Optional<Session> tried = session;
      try {
        tried = tried.or(() -> Optional.of(new Session(start(repository, blob), 0)));
        send(repository, blob, source, tried.orElseThrow());
        return;
      } catch (RegistryException e) {
        caller.retries().pauseOrThrow(++failures, e);
      }
      session = tried.flatMap(before -> resume(repository, blob, before));
      if (tried.isPresent() && session.isEmpty() && blobs.has(repository, blob.digest())) {
        return; // the answer was lost, not the blob
      }
      long stands = session.map(Session::offset).orElse(0L);
      failures = stands > furthest ? 0 : failures; // progress; bounded, since the offset only grows
      furthest = Math.max(furthest, stands);
    }
  }

  private URI start(RepositoryName repository, Descriptor blob) {
    return caller.call(
        call("start upload of", "POST", caller.uri(uploads(repository)), repository, blob),
        response -> {
          if (response.status() != 202) {
            throw caller.failure(response);
          }
          return location(response);
        });
  }

  private void send(
      RepositoryName repository, Descriptor blob, BlobSource source, Session session) {
    long left = blob.size() - session.offset();
    if (left == 0 || (session.offset() == 0 && left <= MAX_MONOLITHIC_BYTES)) {
      finish(repository, blob, session.location(), body(blob, source, session.offset()));
      return;
    }
    Call patch =
        call("upload", "PATCH", session.location(), repository, blob)
            .withHeader("Content-Type", MediaType.OCTET_STREAM)
            .withHeader("Content-Range", session.offset() + "-" + (blob.size() - 1))
            .withBody(body(blob, source, session.offset()));
    URI next =
        caller.callOnce(
            patch,
            response -> {
              if (response.status() == 416) {
                throw elsewhere(response);
              }
              if (response.status() != 202) {
                throw caller.failure(response);
              }
              return location(response);
            });
    finish(repository, blob, next, UploadBody.none());
  }

  private void finish(RepositoryName repository, Descriptor blob, URI location, UploadBody body) {
    String separator = location.getRawQuery() == null ? "?" : "&";
    URI closing = URI.create(location + separator + "digest=" + blob.digest());
    Call put =
        call("finish upload of", "PUT", closing, repository, blob)
            .withHeader("Content-Type", MediaType.OCTET_STREAM)
            .withBody(body);
    caller.callOnce(
        put,
        response -> {
          if (response.status() != 201) {
            throw caller.failure(response);
          }
          return response.status();
        });
  }

  /** After a cut the registry may still be storing what it had received: ask again, and go on. */
  private static RegistryException elsewhere(Response response) {
    return new RegistryException(
        RegistryException.Kind.UNAVAILABLE,
        "cannot %s: the upload at %s stands at another offset. Try again."
            .formatted(response.action(), Failures.where(response.uri())));
  }

  /** Asks where the session stands; empty when it is gone or cannot be asked. */
  private Optional<Session> resume(RepositoryName repository, Descriptor blob, Session session) {
    if (blob.size() <= MAX_MONOLITHIC_BYTES) {
      return Optional.empty();
    }
    return caller.call(
        call("resume upload of", "GET", session.location(), repository, blob),
        response -> {
          if (response.status() == 404) {
            return Optional.empty();
          }
          if (response.status() != 204 && response.status() != 200) {
            throw caller.failure(response);
          }
          return Optional.of(new Session(location(response), held(response, blob)));
        });
  }

  /** A range of "0-0" may mean one byte or none: sending byte 0 again would be refused, so both. */
  private static long held(Response response, Descriptor blob) {
    Matcher range = SESSION_RANGE.matcher(response.header("Range").orElse(""));
    if (!range.matches()) {
      return 0;
    }
    long last = Long.parseLong(range.group(1));
    return last == 0 || last >= blob.size() ? 0 : last + 1;
  }

  private void cancel(RepositoryName repository, URI location) {
    try {
      caller.callOnce(
          Call.of("cancel upload", "DELETE", location, Scopes.push(repository)), Response::status);
    } catch (RegistryException ignored) {
      // A courtesy: the registry drops forgotten sessions by itself.
    }
  }

  private URI location(Response response) {
    String header =
        response
            .header("Location")
            .orElseThrow(() -> response.protocol("opened an upload without saying where"));
    return caller.checked(response, caller.resolve(response, header));
  }

  private static UploadBody body(Descriptor blob, BlobSource source, long offset) {
    return offset == blob.size()
        ? UploadBody.none()
        : UploadBody.streaming(source, offset, blob.size() - offset);
  }

  private static Call call(
      String verb, String method, URI uri, RepositoryName repository, Descriptor blob) {
    return Call.of(
        "%s blob %s@%s".formatted(verb, repository, blob.digest()),
        method,
        uri,
        Scopes.push(repository));
  }

  private static String uploads(RepositoryName repository) {
    return "/v2/%s/blobs/uploads/".formatted(repository);
  }
}
