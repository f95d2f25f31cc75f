package io.outport.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a person got wrong about a site, and what the answer names.
 *
 * @param name of the mistake
 * @param settings of the extension
 * @param secrets its protected ones
 * @param words more of the command line
 * @param namespace where it would run
 * @param begins whether it can only be told of something that was begun
 * @param code of the answer
 * @param expected words of it
 */
record BadInput(
    String name,
    Map<String, String> settings,
    Map<String, String> secrets,
    List<String> words,
    String namespace,
    boolean begins,
    String code,
    List<String> expected) {
  private static final String NAMESPACE = "connected-registry";

  BadInput {
    settings = Map.copyOf(settings);
    secrets = Map.copyOf(secrets);
    words = List.copyOf(words);
    expected = List.copyOf(expected);
  }

  /** A site of plain HTTP without a mistake yet. */
  static BadInput of(String name, String connection, String code, String... expected) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("service.clusterIP", "10.96.0.71");
    settings.put("pvc.storageRequest", "1Gi");
    settings.put("trustDistribution.enabled", "false");
    settings.put("cert-manager.enabled", "false");
    settings.put("cert-manager.install", "false");
    settings.put("httpEnabled", "true");
    List<String> words = List.of("--version", ClusterFleet.VERSION);
    Map<String, String> secrets = Map.of("connectionString", connection);
    return new BadInput(name, settings, secrets, words, NAMESPACE, false, code, List.of(expected));
  }

  BadInput with(String setting, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(setting, value);
    return new BadInput(name, more, secrets, words, namespace, begins, code, expected);
  }

  /** With TLS, by these protected settings. */
  BadInput secured(Map<String, String> papers) {
    Map<String, String> more = new TreeMap<>(secrets);
    more.putAll(papers);
    Map<String, String> https = new TreeMap<>(settings);
    https.put("httpEnabled", "false");
    return new BadInput(name, https, more, words, namespace, begins, code, expected);
  }

  /** Of another version. */
  BadInput version(String version) {
    List<String> other = List.of("--version", version);
    return new BadInput(name, settings, secrets, other, namespace, begins, code, expected);
  }

  /** Elsewhere. */
  BadInput in(String place) {
    List<String> more = new ArrayList<>(words);
    more.addAll(List.of("--scope", "cluster", "--release-namespace", place));
    return new BadInput(name, settings, secrets, more, place, begins, code, expected);
  }

  /** No look beforehand can tell it. */
  BadInput begun() {
    return new BadInput(name, settings, secrets, words, namespace, true, code, expected);
  }

  /** As {@code --config} takes them. */
  List<String> config() {
    return settings.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList();
  }
}
