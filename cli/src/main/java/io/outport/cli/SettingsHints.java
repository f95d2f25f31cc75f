package io.outport.cli;

import io.outport.hubapi.model.ExtensionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is worth saying of a connected registry's settings that are allowed all the same. */
final class SettingsHints {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{\\w+})");
  private static final Pattern PRIVATE =
      Pattern.compile(
          "10\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*"
              + "|100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\..*|.*:.*");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private SettingsHints() {}

  /** A line each; of what is protected, no value is in it (law L10). */
  static List<String> of(String type, ExtensionWrite.Asked asked) {
    List<String> hints = new ArrayList<>(variables(asked));
    if (type.toLowerCase(Locale.ROOT).equals(ExtensionType.CONNECTED_REGISTRY)) {
      Map<String, String> open = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      open.putAll(orNone(asked.plain()));
      Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      all.putAll(open);
      all.putAll(orNone(asked.secret()));
      plainHttp(all).ifPresent(hints::add);
      selector(all).ifPresent(hints::add);
      address(open).ifPresent(hints::add);
    }
    return hints;
  }

  /** The part of it that holds for each type. */
  static List<String> variables(ExtensionWrite.Asked asked) {
    Stream<String> open =
        variables(asked.plain())
            .map(
                each ->
                    "warning: %s is '%s', the name of a variable that nothing has replaced"
                        .formatted(each.getKey(), each.getValue()));
    // A password may begin so, too.
    Stream<String> hidden =
        variables(asked.secret())
            .map(
                each ->
                    "warning: protected setting %s is '$' and a word, as the name of a variable that nothing has replaced"
                        .formatted(each.getKey()));
    return Stream.concat(open, hidden).toList();
  }

  private static Stream<Map.Entry<String, String>> variables(
      @Nullable Map<String, String> settings) {
    return orNone(settings).entrySet().stream()
        .filter(each -> VARIABLE.matcher(each.getValue().strip()).matches());
  }

  private static Map<String, String> orNone(@Nullable Map<String, String> settings) {
    return settings == null ? Map.of() : settings;
  }

  private static Optional<String> plainHttp(Map<String, String> settings) {
    boolean plain = is(settings, "httpEnabled", "true") || is(settings, "httpsEnabled", "false");
    return plain
        ? Optional.of(
            "warning: plain HTTP: everybody on the way can read and change passwords and images")
        : Optional.empty();
  }

  private static Optional<String> selector(Map<String, String> settings) {
    boolean selects =
        settings.containsKey("trustDistribution.skipNodeSelector")
            || settings.containsKey("trustDistribution.useNodeSelector");
    return selects && is(settings, "trustDistribution.enabled", "false")
        ? Optional.of(
            "note: trustDistribution.enabled=false: which nodes are selected makes no difference")
        : Optional.empty();
  }

  /** The tutorial's own sample is an address of somebody else's. */
  private static Optional<String> address(Map<String, String> settings) {
    String address = settings.getOrDefault("service.clusterIP", "");
    return IPV4.matcher(address).matches() && !PRIVATE.matcher(address).matches()
        ? Optional.of(
            "note: service.clusterIP %s is a public address: it has to be a free one of the cluster's service range"
                .formatted(address))
        : Optional.empty();
  }

  private static boolean is(Map<String, String> settings, String key, String value) {
    return settings.getOrDefault(key, "").strip().equalsIgnoreCase(value);
  }
}
