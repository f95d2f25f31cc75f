package io.outport.agent.settings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The two maps of an extension as one, each key by its one name. */
final class FlatSettings {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Shorter values are words of the language. */
  private static final int MIN_HIDDEN = 6;

  private final Map<String, String> values = new TreeMap<>();
  private final Findings findings;

  /** Values that somebody protected: not shown either where the same was also given in the open. */
  private final List<String> hidden;

  FlatSettings(Findings findings, Collection<String> protectedValues) {
    this.findings = findings;
    this.hidden =
        protectedValues.stream()
            .map(FlatSettings::bare)
            .filter(value -> value.length() >= MIN_HIDDEN)
            .toList();
  }

  /** Takes what people typed, the same in each order. */
  void addAll(Map<String, String> settings, boolean secret) {
    new TreeMap<>(settings).forEach((key, value) -> add(key.strip(), value, secret));
  }

  Map<String, String> values() {
    return values;
  }

  private void add(String typed, String value, boolean secret) {
    Optional<String> known = KnownSettings.canonical(typed);
    if (known.isEmpty()) {
      unknown(typed);
      return;
    }
    String key = known.get();
    String bare = bare(value);
    if (KnownSettings.SECRETS.contains(key) && !secret) {
      findings.warning(
          "UnprotectedSecret",
          key,
          "is a secret, but was given where everybody can read it",
          "give it with --config-protected or --config-protected-file");
    }
    if (isSound(key, bare, secret)) {
      put(key, bare);
    }
  }

  private void put(String key, String value) {
    String other = values.put(key, value);
    if (other != null && !other.equals(value)) {
      findings.contradiction(
          key, "is given twice with different values", "give it once, with the value you mean");
    }
  }

  private void unknown(String key) {
    findings.warning(
        Findings.UNKNOWN,
        key,
        "is no setting of a connected registry, so it has no effect",
        KnownSettings.nearest(key)
            .map("did you mean '%s'?"::formatted)
            .orElse("leave it away; docs/kubernetes.md has a table of all settings"));
  }

  private boolean isSound(String key, String value, boolean secret) {
    if (value.startsWith("=")) {
      findings.problem(
          Findings.INVALID,
          key,
          "the value starts with '=', which is not part of it".concat(notAnAddress(key)),
          "write %s=%s with one '='"
              .formatted(key, shown(key, value.replaceFirst("^=+\\s*", ""), secret)));
      return false;
    }
    if (value.isEmpty()) {
      return false;
    }
    Optional<String> expected = ValueForm.expected(key, value);
    expected.ifPresent(
        words ->
            findings.problem(
                Findings.INVALID,
                key,
                "'%s' is not %s".formatted(shown(key, value, secret), words),
                "give %s".formatted(words)));
    return expected.isEmpty();
  }

  private static String notAnAddress(String key) {
    return KnownSettings.kind(key) == SettingKind.ADDRESS ? ", so this is not an IP address" : "";
  }

  /** The whole value is looked at before it is cut: a part of a secret is not known for one. */
  private String shown(String key, String value, boolean secret) {
    if (secret
        || KnownSettings.kind(key) == SettingKind.CREDENTIAL
        || hidden.stream().anyMatch(value::contains)) {
      return "(not shown)";
    }
    String cut = value.length() > 80 ? value.substring(0, 80) + "…" : value;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  private static String bare(String value) {
    return value.replace(BYTE_ORDER_MARK, "").strip();
  }
}
