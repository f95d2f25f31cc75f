package io.outport.hub.extension;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ExtensionVersion;
import io.outport.oci.model.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an extension may be asked to be (reference, 4). */
final class ExtensionRules {
  static final String UP_TO_MAJOR = "compatible";
  static final String UP_TO_MINOR = "patch";
  static final String NEVER = "none";
  static final String SETTINGS_LOST = "ProtectedSettingsLost";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9]{0,51}[A-Za-z0-9])?");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern TRAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,49}");
  private static final int MAX_SETTINGS = 500;
  private static final int MAX_KEY = 253;

  /** As much as one request may bring, for all settings of one kind. */
  private static final int MAX_SETTINGS_LENGTH = 512 * 1024;

  private ExtensionRules() {}

  static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "extension name '%s' is not allowed: use 1 to 53 letters, digits and '-', as it becomes the name of the Helm release"
              .formatted(Quoted.shorten(name)));
    }
  }

  /** A connected registry's chart gives its Service the name, in small letters. */
  static void requireServiceName(String name, @Nullable String type) {
    if (ExtensionType.CONNECTED_REGISTRY.equalsIgnoreCase(type)
        && Character.isDigit(name.charAt(0))) {
      throw ResourceProblem.invalid(
          "extension name '%s' is not allowed for a connected registry: begin it with a letter, as it becomes the name of a Service in the cluster"
              .formatted(Quoted.shorten(name)));
    }
  }

  static String namespace(String field, String name) {
    if (!NAMESPACE.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "%s '%s' is no name of a namespace: use 1 to 63 small letters, digits and '-'"
              .formatted(field, Quoted.shorten(name)));
    }
    return name;
  }

  static String train(@Nullable String given, String absent) {
    String train = given == null || given.isBlank() ? absent : given;
    if (!TRAIN.matcher(train).matches()) {
      throw ResourceProblem.invalid(
          "releaseTrain '%s' is not allowed: use a word such as '%s'"
              .formatted(Quoted.shorten(train), ExtensionVersion.STABLE));
    }
    return train;
  }

  /** Whether an extension on this chart goes on to that one by itself. */
  static boolean follows(String mode, SemanticVersion now, SemanticVersion next) {
    boolean minor = now.major() == next.major() && now.minor() == next.minor();
    return next.compareTo(now) > 0
        && (next.isRelease() || !now.isRelease())
        && switch (mode) {
          case UP_TO_MAJOR -> now.major() == next.major();
          case UP_TO_MINOR -> minor;
          default -> false;
        };
  }

  /** Where the release goes, and the one namespace that it is for. */
  record Place(String releaseNamespace, @Nullable String targetNamespace) {}

  static Place place(TypeEntry type, Extension.@Nullable Scope scope) {
    if (scope != null && scope.cluster() != null && scope.namespace() != null) {
      throw ResourceProblem.invalid("scope has both 'cluster' and 'namespace': give one of them");
    }
    if (scope != null && scope.namespace() != null) {
      if (type.clusterScoped()) {
        throw ResourceProblem.invalid(
            "extension type '%s' is for whole clusters: leave scope.namespace out"
                .formatted(type.name()));
      }
      String target = Objects.requireNonNullElse(scope.namespace().targetNamespace(), "");
      if (target.isEmpty()) {
        throw ResourceProblem.invalid("scope.namespace needs a targetNamespace");
      }
      String name = namespace("targetNamespace", target);
      return new Place(name, name);
    }
    String release =
        scope == null || scope.cluster() == null ? null : scope.cluster().releaseNamespace();
    return new Place(
        release == null || release.isBlank()
            ? type.defaultReleaseNamespace()
            : namespace("releaseNamespace", release),
        null);
  }

  static Map<String, String> settings(String field, @Nullable Map<String, String> given) {
    Map<String, String> settings = given == null ? Map.of() : given;
    long length = 0;
    for (Map.Entry<String, String> each : settings.entrySet()) {
      if (each.getKey().isBlank() || each.getKey().length() > MAX_KEY) {
        throw ResourceProblem.invalid(
            "%s has a key of %d characters: use 1 to %d"
                .formatted(field, each.getKey().length(), MAX_KEY));
      }
      length += each.getKey().length() + Objects.requireNonNullElse(each.getValue(), "").length();
    }
    if (settings.size() > MAX_SETTINGS || length > MAX_SETTINGS_LENGTH) {
      throw ResourceProblem.invalid(
          "%s is too much: at most %d keys and %d characters in all"
              .formatted(field, MAX_SETTINGS, MAX_SETTINGS_LENGTH));
    }
    return settings;
  }

  /** Given keys over those before; null takes one away. */
  static Map<String, String> merged(
      Map<String, String> before, @Nullable Map<String, String> given) {
    Map<String, String> all = new HashMap<>(before);
    if (given != null) {
      given.forEach(
          (key, value) -> {
            if (value == null) {
              all.remove(key);
            } else {
              all.put(key, value);
            }
          });
    }
    return settings("configurationSettings", all);
  }

  /**
   * Protected settings come back blank in answers; whoever sends an answer back means what was
   * there.
   *
   * @param keys of what was there, also where the values are lost; blanks for those are refused
   */
  static Map<String, String> unblanked(
      Map<String, String> given, Map<String, String> before, List<String> keys) {
    Map<String, String> whole = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          String kept = Objects.requireNonNullElse(value, "");
          if (kept.isEmpty() && keys.contains(key) && !before.containsKey(key)) {
            throw ResourceProblem.invalid(
                SETTINGS_LOST,
                "protected setting '%s' is blank, and the hub no longer has its value: give it again"
                    .formatted(Quoted.shorten(key)));
          }
          whole.put(key, kept.isEmpty() ? before.getOrDefault(key, "") : kept);
        });
    return whole;
  }

  static Optional<String> pinned(@Nullable String version) {
    return Optional.ofNullable(version).filter(text -> !text.isBlank());
  }
}
