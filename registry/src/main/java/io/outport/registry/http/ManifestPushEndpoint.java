package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoredManifest;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes a manifest: {@code PUT /v2/<name>/manifests/<reference>}, with further tags as {@code
 * ?tag=…} (distribution specification, end-7, "Pushing Manifests" and "Pushing Tags").
 */
final class ManifestPushEndpoint implements Endpoint {
  /** How many absent digests a warning names; it must stay short. */
  private static final int MAX_NAMED = 20;

  private final Content content;
  private final RegistrySettings settings;

  ManifestPushEndpoint(Content content, RegistrySettings settings) {
    this.content = content;
    this.settings = settings;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) throws IOException {
    RepositoryName repository = exchange.repository();
    Reference reference = Reference.parse(exchange.tail());
    Set<Tag> tags = tags(exchange, reference);
    byte[] bytes = readBody(exchange);
    Digest digest =
        switch (reference) {
          case Reference.ByDigest byDigest -> byDigest.digest();
          case Tag tag -> Digest.ofBytes(bytes);
        };
    Manifest document = Manifest.parse(MediaType.essence(exchange.header("Content-Type")), bytes);
    content.putManifest(
        repository,
        new StoredManifest(digest, mediaType(document), bytes),
        tags,
        settings.missingContent());
    Reply reply = render(repository, digest, document, tags);
    return settings.missingContent().accepts(document)
        ? warn(reply, content.listMissing(repository, document))
        : reply;
  }

  private static Reply warn(Reply reply, List<Descriptor> missing) {
    if (missing.isEmpty()) {
      return reply;
    }
    String digests =
        missing.stream()
            .limit(MAX_NAMED)
            .map(each -> each.digest().toString())
            .collect(Collectors.joining(", "));
    return reply.withWarning(
        "taken, but it names content that is not here (%d): %s".formatted(missing.size(), digests));
  }

  private Set<Tag> tags(Exchange exchange, Reference reference) {
    Set<Tag> tags = new LinkedHashSet<>();
    if (reference instanceof Tag tag) {
      tags.add(tag);
    }
    exchange.parameters("tag").forEach(text -> tags.add(new Tag(text)));
    int limit = settings.limits().maxTagsPerPush();
    if (tags.size() > limit) {
      throw new RefusalException(
          Errors.reply(
              HttpResponseStatus.REQUEST_URI_TOO_LONG.code(),
              ErrorCode.TAG_INVALID,
              "%d tags in one push, more than the limit of %d: push the rest again"
                  .formatted(tags.size(), limit),
              ""));
    }
    return tags;
  }

  private byte[] readBody(Exchange exchange) throws IOException {
    int limit = settings.limits().maxManifestBytes();
    if (exchange.contentLength() > limit) {
      throw new OciException(
          ErrorCode.TOO_LARGE,
          "manifest has %d bytes, more than the limit of %d"
              .formatted(exchange.contentLength(), limit));
    }
    return exchange.body().readAll(limit, "manifest");
  }

  /** Without a header and a field of its own the document's shape says what it is. */
  private static String mediaType(Manifest document) {
    if (!document.mediaType().isEmpty()) {
      return document.mediaType();
    }
    return document.manifests().isEmpty() ? MediaType.OCI_MANIFEST : MediaType.OCI_INDEX;
  }

  private static Reply render(
      RepositoryName repository, Digest digest, Manifest document, Set<Tag> tags) {
    Reply reply =
        Reply.of(201)
            .with("Location", "/v2/%s/manifests/%s".formatted(repository, digest))
            .with("Docker-Content-Digest", digest.toString())
            .with(
                "OCI-Subject",
                document.subject().map(Descriptor::digest).map(Digest::toString).orElse(null));
    for (Tag tag : tags) {
      reply = reply.with("OCI-Tag", tag.value());
    }
    return reply;
  }
}
