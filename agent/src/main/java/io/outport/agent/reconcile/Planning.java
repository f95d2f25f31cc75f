package io.outport.agent.reconcile;

import io.outport.agent.chart.Charts;
import io.outport.agent.chart.FetchedChart;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.PlainValues;
import io.outport.agent.settings.SettingsReader;
import io.outport.agent.settings.SettingsReading;
import io.outport.agent.settings.SiteSettings;
import io.outport.hubapi.agent.DesiredExtension;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Makes a plan of a wish. */
final class Planning {
  /** The one type whose settings the agent knows. */
  static final String SITE_TYPE = "microsoft.containerregistry.connectedregistry";

  private static final String IMAGE = "image";
  private static final String REPOSITORY = "repository";
  private static final String DEFAULT_IMAGE = "outport/connected-registry:";

  private final Charts charts;
  private final InstantSource clock;

  Planning(Charts charts, InstantSource clock) {
    this.charts = charts;
    this.clock = clock;
  }

  /** What came of planning. */
  sealed interface Result {
    /** The wish can be tried. */
    record Planned(ReleasePlan plan) implements Result {}

    /** It cannot, for all of these reasons. */
    record Refused(List<Problem> problems, List<Problem> warnings) implements Result {}
  }

  /**
   * Fetches the chart and reads the settings.
   *
   * @throws io.outport.agent.chart.ChartException when the chart is not here and cannot be fetched
   */
  Result plan(DesiredExtension wish) {
    if (!wish.extensionType().equals(SITE_TYPE)) {
      return new Result.Planned(plain(wish));
    }
    SettingsReading reading =
        SettingsReader.read(wish.configurationSettings(), wish.protectedSettings(), clock);
    List<Problem> ofName = ofName(wish);
    return switch (reading) {
      case SettingsReading.Refused refused ->
          new Result.Refused(concat(ofName, refused.problems()), refused.warnings());
      case SettingsReading.Accepted accepted when !ofName.isEmpty() ->
          new Result.Refused(ofName, accepted.warnings());
      case SettingsReading.Accepted accepted -> new Result.Planned(site(wish, accepted));
    };
  }

  /** The release's name becomes that of a Service, and Helm would be refused half-way. */
  private static List<Problem> ofName(DesiredExtension wish) {
    return Character.isDigit(wish.releaseName().charAt(0))
        ? List.of(
            new Problem(
                "InvalidName",
                "extension " + wish.name(),
                "its name begins with a digit, and no Service of Kubernetes may have such a name",
                "delete it, and create it under a name that begins with a letter"))
        : List.of();
  }

  private static List<Problem> concat(List<Problem> first, List<Problem> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private ReleasePlan plain(DesiredExtension wish) {
    Map<String, Object> values =
        PlainValues.nest(wish.configurationSettings(), wish.protectedSettings());
    return new ReleasePlan(name(wish), wish.generation(), fetch(wish), values, null, "", List.of());
  }

  private ReleasePlan site(DesiredExtension wish, SettingsReading.Accepted accepted) {
    FetchedChart chart = fetch(wish);
    SiteSettings settings = accepted.settings();
    String image = chart.image().isEmpty() ? DEFAULT_IMAGE + chart.version() : chart.image();
    boolean own = object(settings.values(), IMAGE).containsKey(REPOSITORY);
    Map<String, Object> values = new HashMap<>(settings.values());
    values.put("outport", Map.of("loginServer", charts.loginServer()));
    if (!own) {
      values.put(IMAGE, image(object(settings.values(), IMAGE), image));
    }
    return new ReleasePlan(
        name(wish),
        wish.generation(),
        chart,
        values,
        settings,
        own ? "" : image,
        accepted.warnings());
  }

  private Map<String, Object> image(Map<String, Object> given, String image) {
    Map<String, Object> values = new HashMap<>(given);
    boolean byDigest = image.contains("@");
    int at = byDigest ? image.indexOf('@') : image.lastIndexOf(':');
    values.put(REPOSITORY, charts.loginServer() + "/" + image.substring(0, at));
    values.putIfAbsent(byDigest ? "digest" : "tag", image.substring(at + 1));
    values.putIfAbsent("pullSecret", PullSecrets.NAME);
    return values;
  }

  private static Map<String, Object> object(Map<String, Object> values, String key) {
    Map<String, Object> object = new HashMap<>();
    if (values.get(key) instanceof Map<?, ?> given) {
      given.forEach((name, value) -> object.put(String.valueOf(name), value));
    }
    return object;
  }

  private FetchedChart fetch(DesiredExtension wish) {
    return charts.fetch(Objects.requireNonNull(wish.chart(), "a wish to stay has a chart"));
  }

  static ReleaseName name(DesiredExtension wish) {
    return new ReleaseName(wish.releaseNamespace(), wish.releaseName());
  }
}
