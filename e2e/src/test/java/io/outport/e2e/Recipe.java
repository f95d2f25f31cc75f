package io.outport.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A way to deploy a connected registry, as the tutorial names them.
 *
 * @param name how the tutorial's reader knows it
 * @param key one word
 * @param address the service's
 * @param settings what is set beside that
 * @param secrets protected settings beside the connection string
 * @param distrust what kubelet says before the node trusts the site
 */
record Recipe(
    String name,
    String key,
    String address,
    List<String> settings,
    Map<String, String> secrets,
    String distrust) {
  private static final String X509 = "x509";
  private static final List<String> WITHOUT_CERT_MANAGER =
      List.of("cert-manager.enabled=false", "cert-manager.install=false");

  Recipe {
    settings = List.copyOf(settings);
    secrets = Map.copyOf(secrets);
  }

  /** The extension's own cert-manager signs. */
  static Recipe bundled() {
    return new Recipe(
        "default (bundled cert-manager)", "default", "10.96.0.51", List.of(), Map.of(), X509);
  }

  /** The same by another name. */
  static Recipe bundled(String key, String address) {
    return new Recipe("default as " + key, key, address, List.of(), Map.of(), X509);
  }

  /** The cluster's cert-manager signs. */
  static Recipe existing() {
    List<String> settings = List.of("cert-manager.enabled=true", "cert-manager.install=false");
    return new Recipe("existing cert-manager", "existing", "10.96.0.52", settings, Map.of(), X509);
  }

  /** The certificate is in a secret that somebody made. */
  static Recipe secret() {
    return new Recipe(
        "Kubernetes secret",
        "secret",
        "10.96.0.53",
        WITHOUT_CERT_MANAGER,
        Map.of("tls.secret", "k8secret"),
        X509);
  }

  /** The certificate is given with the settings. */
  static Recipe own(String address, Map<String, String> papers) {
    return new Recipe(
        "bring your own certificate", "own", address, WITHOUT_CERT_MANAGER, papers, X509);
  }

  /** As above, without an authority: the certificate is its own. */
  static Recipe selfSigned(String address, Map<String, String> papers) {
    return new Recipe(
        "bring your own, without a CA", "selfsigned", address, WITHOUT_CERT_MANAGER, papers, X509);
  }

  /** With an authority; the nodes trust the site already. */
  static Recipe trusted(String address, Map<String, String> papers) {
    return new Recipe("own trust", "trusted", address, WITHOUT_CERT_MANAGER, papers, X509);
  }

  /** No certificate at all. */
  static Recipe plain() {
    return plain("plain", "10.96.0.56");
  }

  /** The same by another name. */
  static Recipe plain(String key, String address) {
    List<String> settings = new ArrayList<>(WITHOUT_CERT_MANAGER);
    settings.add("HttpsEnabled=false");
    return new Recipe("plain HTTP", key, address, settings, Map.of(), "Failed");
  }

  /** Whether the nodes are made to trust it by the extension. */
  boolean distributesTrust() {
    return !key.equals("trusted");
  }

  /** The extension's name, and its site's: letters and digits, five at least. */
  String extension() {
    return key + "site";
  }
}
