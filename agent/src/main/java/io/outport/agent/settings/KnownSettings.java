package io.outport.agent.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every key that the chart knows, by its flat name, and the other spellings of some. */
final class KnownSettings {
  static final String CONNECTION = "connectionString";
  static final String ADDRESS = "service.clusterIP";
  static final String SERVICE_TYPE = "service.type";
  static final String LOGIN_SERVER = "registryLoginServer";
  static final String STORAGE_CLASS = "pvc.storageClassName";
  static final String STORAGE = "pvc.storageRequest";
  static final String ACCESS_MODE = "pvc.accessMode";
  static final String RETAIN = "pvc.retain";
  static final String TRUST = "trustDistribution.enabled";
  static final String USE_SELECTOR = "trustDistribution.useNodeSelector";
  static final String SKIP_SELECTOR = "trustDistribution.skipNodeSelector";
  static final String CERT_MANAGER = "cert-manager.enabled";
  static final String CERT_MANAGER_INSTALL = "cert-manager.install";
  static final String TLS_SECRET = "tls.secret";
  static final String TLS_CERTIFICATE = "tls.crt";
  static final String TLS_KEY = "tls.key";
  static final String TLS_AUTHORITY = "tls.cacrt";
  static final String HTTP = "httpEnabled";
  static final String HTTPS = "httpsEnabled";

  /** Those that nobody else should read. */
  static final Set<String> SECRETS = Set.of(CONNECTION, TLS_KEY);

  /** Objects whose keys are the user's own. */
  static final List<String> FREE_FORM = List.of("resources", "trustResources", "nodeSelector");

  private static final Map<String, SettingKind> KINDS =
      Map.ofEntries(
          Map.entry(CONNECTION, SettingKind.CREDENTIAL),
          Map.entry(ADDRESS, SettingKind.ADDRESS),
          Map.entry(SERVICE_TYPE, SettingKind.TEXT),
          Map.entry(LOGIN_SERVER, SettingKind.HOST),
          Map.entry(STORAGE_CLASS, SettingKind.OBJECT_NAME),
          Map.entry(STORAGE, SettingKind.QUANTITY),
          Map.entry(ACCESS_MODE, SettingKind.TEXT),
          Map.entry(RETAIN, SettingKind.SWITCH),
          Map.entry(TRUST, SettingKind.SWITCH),
          Map.entry(USE_SELECTOR, SettingKind.SWITCH),
          Map.entry(SKIP_SELECTOR, SettingKind.SWITCH),
          Map.entry("trustDistribution.tolerations", SettingKind.JSON),
          Map.entry(CERT_MANAGER, SettingKind.SWITCH),
          Map.entry(CERT_MANAGER_INSTALL, SettingKind.SWITCH),
          Map.entry(TLS_SECRET, SettingKind.OBJECT_NAME),
          Map.entry(TLS_CERTIFICATE, SettingKind.CREDENTIAL),
          Map.entry(TLS_KEY, SettingKind.CREDENTIAL),
          Map.entry(TLS_AUTHORITY, SettingKind.CREDENTIAL),
          Map.entry(HTTP, SettingKind.SWITCH),
          Map.entry(HTTPS, SettingKind.SWITCH),
          Map.entry("image.repository", SettingKind.TEXT),
          Map.entry("image.tag", SettingKind.TEXT),
          Map.entry("image.digest", SettingKind.DIGEST),
          Map.entry("image.pullPolicy", SettingKind.TEXT),
          Map.entry("image.pullSecret", SettingKind.OBJECT_NAME),
          Map.entry("resources", SettingKind.JSON),
          Map.entry("trustResources", SettingKind.JSON),
          Map.entry("nodeSelector", SettingKind.JSON),
          Map.entry("tolerations", SettingKind.JSON),
          Map.entry("proxy.http", SettingKind.TEXT),
          Map.entry("proxy.https", SettingKind.TEXT),
          Map.entry("proxy.noProxy", SettingKind.TEXT));

  /** Values of texts of which there are few. */
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          SERVICE_TYPE,
          List.of("ClusterIP"),
          ACCESS_MODE,
          List.of("ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"),
          "image.pullPolicy",
          List.of("IfNotPresent", "Always", "Never"));

  private KnownSettings() {}

  /**
   * The name that this key has here; empty where it is unknown. Only the two switches of plain HTTP
   * are known in any case of letters, since they are printed in several.
   */
  static Optional<String> canonical(String key) {
    return Stream.of(HTTP, HTTPS)
        .filter(key::equalsIgnoreCase)
        .findFirst()
        .or(() -> isKnown(key) ? Optional.of(key) : Optional.empty());
  }

  /** All of them, also other spellings. */
  static Set<String> names() {
    return KINDS.keySet();
  }

  /** What its value must look like. */
  static SettingKind kind(String key) {
    return KINDS.getOrDefault(key, SettingKind.TEXT);
  }

  /** All values that it may have; empty where any will do. */
  static List<String> choices(String key) {
    return CHOICES.getOrDefault(key, List.of());
  }

  /** The known key that somebody most likely meant. */
  static Optional<String> nearest(String key) {
    return NearestName.of(key, new TreeMap<>(KINDS).keySet());
  }

  private static boolean isKnown(String key) {
    return KINDS.containsKey(key)
        || FREE_FORM.stream().anyMatch(prefix -> key.startsWith(prefix + "."));
  }
}
