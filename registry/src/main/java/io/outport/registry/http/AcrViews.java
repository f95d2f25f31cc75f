package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoredManifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the vendor's own API, {@code /acr/v1/}, says of repositories, tags and manifests. */
final class AcrViews {
  /** How many names are read from the store at once. */
  static final int BATCH = 1_000;

  private static final int MAX_CONFIG_BYTES = 256 * 1024;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Content content;
  private final RegistrySettings settings;

  AcrViews(Content content, RegistrySettings settings) {
    this.content = content;
    this.settings = settings;
  }

  /** The head of every answer. */
  ObjectNode head(RepositoryName repository) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("registry", settings.serviceHost());
    json.put("imageName", repository.value());
    return json;
  }

  Reply reply(ObjectNode json) {
    return Reply.json(200, MAPPER.writeValueAsString(json));
  }

  /**
   * Refuses an order that is not kept: the vendor's command line takes 405 for that, and says so.
   */
  void requireNoOrder(Exchange exchange) {
    if (exchange.parameter("orderby").filter(order -> !order.equals("none")).isPresent()) {
      throw new RefusalException(
          Errors.reply(
              HttpResponseStatus.METHOD_NOT_ALLOWED.code(),
              ErrorCode.UNSUPPORTED,
              "the operation is unsupported: lists are in the order of names, not of times",
              ""));
    }
  }

  /** Refuses a repository that holds nothing. */
  void require(RepositoryName repository) {
    if (!content.metadata().hasRepository(repository)) {
      throw new OciException(
          ErrorCode.NAME_UNKNOWN, "repository name not known: '%s'".formatted(repository));
    }
  }

  void attributes(ObjectNode json) {
    boolean writable = settings.access() == RegistrySettings.Access.READ_WRITE;
    ObjectNode attributes = json.putObject("changeableAttributes");
    attributes.put("deleteEnabled", writable);
    attributes.put("writeEnabled", writable);
    attributes.put("readEnabled", true);
    attributes.put("listEnabled", true);
  }

  void tag(ObjectNode json, Tag tag, Digest digest) {
    json.put("name", tag.value());
    json.put("digest", digest.toString());
    json.put("signed", false);
    attributes(json);
  }

  void manifest(
      ObjectNode json, RepositoryName repository, StoredManifest manifest, List<Tag> tags) {
    json.put("digest", manifest.digest().toString());
    json.put("mediaType", manifest.mediaType());
    Manifest document = manifest.parse();
    json.put("imageSize", size(manifest, document));
    artifactType(document).ifPresent(type -> json.put("artifactType", type));
    document.blobs().stream()
        .findFirst()
        .ifPresent(
            config -> {
              json.put("configMediaType", config.mediaType());
              platform(json, repository, config);
            });
    if (!tags.isEmpty()) {
      ArrayNode names = json.putArray("tags");
      tags.forEach(tag -> names.add(tag.value()));
    }
    attributes(json);
  }

  /** All tags of the repository. */
  List<Tag> tags(RepositoryName repository) {
    List<Tag> all = new ArrayList<>();
    List<Tag> batch;
    do {
      String after = all.isEmpty() ? "" : all.getLast().value();
      batch = content.metadata().listTags(repository, after, BATCH);
      all.addAll(batch);
    } while (batch.size() == BATCH);
    return all;
  }

  /** All manifests of the repository. */
  List<Digest> manifests(RepositoryName repository) {
    List<Digest> all = new ArrayList<>();
    List<Digest> batch;
    do {
      String after = all.isEmpty() ? "" : all.getLast().toString();
      batch = content.metadata().listManifests(repository, after, BATCH);
      all.addAll(batch);
    } while (batch.size() == BATCH);
    return all;
  }

  StoredManifest read(RepositoryName repository, Digest digest) {
    return content.readManifest(repository, Reference.of(digest));
  }

  /** The one that the manifest declares; a config's own type is shown as that. */
  private static Optional<String> artifactType(Manifest document) {
    return Optional.of(document.artifactType())
        .filter(type -> !type.isEmpty())
        .filter(type -> document.blobs().stream().noneMatch(blob -> blob.mediaType().equals(type)));
  }

  private static long size(StoredManifest manifest, Manifest document) {
    return document.blobs().isEmpty()
        ? manifest.bytes().length
        : document.blobs().stream().mapToLong(Descriptor::size).sum();
  }

  /** An image's config says what it runs on; another artifact's says nothing of the kind. */
  private void platform(ObjectNode json, RepositoryName repository, Descriptor config) {
    if (config.size() > MAX_CONFIG_BYTES || !config.mediaType().endsWith("+json")) {
      return;
    }
    find(repository, config)
        .ifPresent(
            document -> {
              json.put("architecture", document.path("architecture").asString(""));
              json.put("os", document.path("os").asString(""));
            });
  }

  private Optional<JsonNode> find(RepositoryName repository, Descriptor config) {
    try (BlobContent blob = content.openBlob(repository, config.digest());
        InputStream bytes = blob.read(0, blob.size())) {
      return Optional.of(MAPPER.readTree(bytes)).filter(node -> node.path("os").isString());
    } catch (OciException | IOException | JacksonException ignored) {
      // The manifest is there and is shown; what its config would add is not known.
      return Optional.empty();
    }
  }
}
