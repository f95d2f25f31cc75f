package io.outport.agent.reconcile;

import io.outport.agent.chart.FetchedChart;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.settings.SiteSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A wish as Helm gets it.
 *
 * @param values nested; hold secrets
 * @param site the settings as read; null for types that the agent knows nothing of
 * @param image what runs, without the hub's host; empty where it is not told
 */
public record ReleasePlan(
    ReleaseName name,
    long generation,
    FetchedChart chart,
    Map<String, Object> values,
    @Nullable SiteSettings site,
    String image,
    List<Problem> warnings) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Copies the collections. */
  public ReleasePlan {
    values = Map.copyOf(values);
    warnings = List.copyOf(warnings);
  }

  /** The settings as read. */
  public Optional<SiteSettings> findSite() {
    return Optional.ofNullable(site);
  }

  /** What nodes pull for it; empty where the settings do not say. */
  Optional<NodeImages.Image> findImage() {
    if (site == null || !(values.get("image") instanceof Map<?, ?> image)) {
      return Optional.empty();
    }
    String repository = text(image, "repository");
    String digest = text(image, "digest");
    String tag = text(image, "tag");
    return repository.isEmpty() || (digest.isEmpty() && tag.isEmpty())
        ? Optional.empty()
        : Optional.of(
            new NodeImages.Image(
                repository + (digest.isEmpty() ? ":" + tag : "@" + digest),
                text(image, "pullSecret")));
  }

  private static String text(Map<?, ?> object, String key) {
    return object.get(key) == null ? "" : String.valueOf(object.get(key));
  }

  /** Equal for equal charts and values, whatever the order of keys. */
  public String fingerprint(String chartDigest) {
    String text = chartDigest + "\n" + JSON.writeValueAsString(new TreeMap<>(values));
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What Helm is asked for. */
  public ReleaseOrder order(String fingerprint) {
    return new ReleaseOrder(name, chart.file(), values, new ReleaseMark(generation, fingerprint));
  }

  /** Without values (law L10). */
  @Override
  public String toString() {
    return "ReleasePlan[%s generation %d]".formatted(name, generation);
  }
}
