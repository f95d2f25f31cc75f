package io.outport.agent.helm;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Helm's records: a secret per revision, with labels that tell its state and, packed, all that Helm
 * knows. Read here because the library's listing tells neither values nor reasons.
 */
final class ReleaseRecords {
  private static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;
  private static final String REVISION = "version";
  private static final String STATUS = "status";
  private static final String RELEASE = "release";
  private static final String MANIFEST = "manifest";

  /** Most that are there when another one is made, but for those that got through. */
  private static final int KEPT = 8;

  private static final Set<ReleaseStatus> THROUGH =
      Set.of(ReleaseStatus.DEPLOYED, ReleaseStatus.SUPERSEDED);
  private static final Set<ReleaseStatus> PENDING =
      Set.of(
          ReleaseStatus.PENDING_INSTALL,
          ReleaseStatus.PENDING_UPGRADE,
          ReleaseStatus.PENDING_ROLLBACK);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KubernetesClient cluster;

  ReleaseRecords(KubernetesClient cluster) {
    this.cluster = cluster;
  }

  Optional<Release> find(ReleaseName name) {
    List<Secret> revisions = list(name);
    return revisions.isEmpty() ? Optional.empty() : Optional.of(read(name, revisions));
  }

  /** Drops the newest one where it is pending and not the only one. */
  void forgetPending(ReleaseName name) {
    List<Secret> revisions = list(name);
    if (revisions.size() > 1 && PENDING.contains(status(revisions.getLast()))) {
      delete(name, revisions.getLast());
    }
  }

  /**
   * Drops old ones, each of which holds a chart and passwords. Helm goes on from the newest that
   * got through, however old. Where somebody else made the newest, an old one may be all that tells
   * whose the release is.
   */
  void prune(ReleaseName name) {
    List<Secret> revisions = list(name);
    if (revisions.size() <= KEPT || mark(body(name, revisions.getLast())).isEmpty()) {
      return;
    }
    Set<Integer> through = newestThrough(revisions);
    revisions.stream()
        .limit(revisions.size() - (long) KEPT)
        .filter(each -> !through.contains(revision(each)))
        .forEach(each -> delete(name, each));
  }

  private static Set<Integer> newestThrough(List<Secret> revisions) {
    return Set.copyOf(
        revisions.stream()
            .filter(each -> THROUGH.contains(status(each)))
            .collect(Collectors.toMap(ReleaseRecords::status, ReleaseRecords::revision, Math::max))
            .values());
  }

  /** Drops all: for a release whose removal cannot be ended by Helm. */
  void forget(ReleaseName name) {
    list(name).forEach(secret -> delete(name, secret));
  }

  /** Helm removes what the newest one's manifest says, whatever the objects themselves say. */
  void keepVolumes(ReleaseName name) {
    List<Secret> revisions = list(name);
    if (revisions.isEmpty()) {
      return;
    }
    Secret newest = revisions.getLast();
    JsonNode body = body(name, newest);
    String manifest = body.path(MANIFEST).asString("");
    String keeping = keeping(name, manifest);
    if (!keeping.equals(manifest)) {
      replace(name, newest, ((ObjectNode) body).put(MANIFEST, keeping));
    }
  }

  private static String keeping(ReleaseName name, String manifest) {
    try {
      return VolumeKeeping.in(manifest);
    } catch (IllegalArgumentException e) {
      throw notKept(name, e);
    }
  }

  private void replace(ReleaseName name, Secret record, JsonNode body) {
    Secret changed = new SecretBuilder(record).addToData(RELEASE, packed(body)).build();
    try {
      cluster.resource(changed).update();
    } catch (KubernetesClientException e) {
      throw notKept(name, e);
    }
  }

  private static ReleaseException notKept(ReleaseName name, RuntimeException cause) {
    return new ReleaseException(
        "release %s does not keep its volume, and its record cannot be made to, so nothing was removed: %s"
            .formatted(name.name(), cause.getMessage()),
        cause);
  }

  private void delete(ReleaseName name, Secret secret) {
    try {
      cluster.resource(secret).delete();
    } catch (KubernetesClientException e) {
      throw new ReleaseException(
          "a record of release %s cannot be deleted: %s".formatted(name.name(), e.getMessage()), e);
    }
  }

  private List<Secret> list(ReleaseName name) {
    try {
      return sorted(name);
    } catch (KubernetesClientException e) {
      throw new ReleaseException(
          "the records of release %s cannot be read: %s".formatted(name.name(), e.getMessage()), e);
    }
  }

  private List<Secret> sorted(ReleaseName name) {
    return cluster
        .secrets()
        .inNamespace(name.namespace())
        .withLabels(Map.of("owner", "helm", "name", name.name()))
        .list()
        .getItems()
        .stream()
        .sorted(Comparator.comparingInt(ReleaseRecords::revision))
        .toList();
  }

  private static Release read(ReleaseName name, List<Secret> revisions) {
    Secret newest = revisions.getLast();
    JsonNode body = body(name, newest);
    boolean deployedBefore =
        revisions.stream().map(ReleaseRecords::status).anyMatch(THROUGH::contains);
    JsonNode info = body.path("info");
    return new Release(
        name,
        status(newest),
        revision(newest),
        mark(name, body, revisions).orElse(null),
        body.path("chart").path("metadata").path("version").asString(""),
        info.path("description").asString(""),
        failures(revisions),
        deployedBefore,
        instant(info.path("last_deployed").asString("")));
  }

  /** Whoever changes a release by hand does not make it theirs. */
  private static Optional<ReleaseMark> mark(
      ReleaseName name, JsonNode newest, List<Secret> revisions) {
    Optional<ReleaseMark> mark = mark(newest);
    boolean ours =
        mark.isPresent()
            || revisions.stream()
                .limit(revisions.size() - 1L)
                .anyMatch(each -> mark(body(name, each)).isPresent());
    return ours ? Optional.of(mark.orElse(ReleaseMark.NO_WISH)) : Optional.empty();
  }

  private static Optional<ReleaseMark> mark(JsonNode body) {
    return body.path("config").isObject()
        ? ReleaseMark.find(JSON.convertValue(body.path("config"), Map.class))
        : Optional.empty();
  }

  private static int failures(List<Secret> revisions) {
    return (int)
        revisions.reversed().stream()
            .takeWhile(each -> status(each) == ReleaseStatus.FAILED)
            .count();
  }

  private static JsonNode body(ReleaseName name, Secret secret) {
    String data = secret.getData().getOrDefault(RELEASE, "");
    try {
      byte[] packed = Base64.getDecoder().decode(Base64.getDecoder().decode(data));
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        return JSON.readTree(in.readNBytes(MAX_RECORD_BYTES));
      }
    } catch (IOException | IllegalArgumentException | JacksonException e) {
      throw new ReleaseException("the record of release %s cannot be read".formatted(name), e);
    }
  }

  /** In Helm's way: JSON in gzip in Base64, and once more as a secret's data. */
  private static String packed(JsonNode body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    byte[] once = Base64.getEncoder().encode(bytes.toByteArray());
    return Base64.getEncoder().encodeToString(once);
  }

  private static ReleaseStatus status(Secret secret) {
    return ReleaseStatus.of(secret.getMetadata().getLabels().getOrDefault(STATUS, ""));
  }

  private static int revision(Secret secret) {
    String text = secret.getMetadata().getLabels().getOrDefault(REVISION, "0");
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException ignored) {
      // Helm writes none for some states; the oldest time hurries what waits for it.
      return Instant.EPOCH;
    }
  }
}
