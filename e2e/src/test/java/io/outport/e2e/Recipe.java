package io.outport.e2e;

import java.util.List;

/**
 * A way to give the chart its certificate, as the tutorial names them.
 *
 * @param name how the tutorial's reader knows it
 * @param release what Helm calls it, and its site
 * @param address the service's
 * @param settings what is set beside that, without the nodes' trust
 */
record Recipe(String name, String release, String address, List<String> settings) {
  Recipe {
    settings = List.copyOf(settings);
  }

  /** The certificate is in a secret that somebody made. */
  static Recipe secret() {
    return new Recipe("Kubernetes secret", "secret1", "10.96.0.51", without("tls.secret=k8secret"));
  }

  /** The certificate is given with the settings. */
  static Recipe ownCertificate(String certificate, String key, String authority) {
    return new Recipe(
        "bring your own certificate",
        "own1",
        "10.96.0.52",
        without("tls.crt=" + certificate, "tls.key=" + key, "tls.cacrt=" + authority));
  }

  /** No certificate at all. */
  static Recipe plain() {
    return new Recipe("plain HTTP", "plain1", "10.96.0.53", without("httpEnabled=true"));
  }

  private static List<String> without(String... more) {
    List<String> all = new java.util.ArrayList<>(List.of(more));
    all.add("cert-manager.enabled=false");
    all.add("cert-manager.install=false");
    return all;
  }
}
