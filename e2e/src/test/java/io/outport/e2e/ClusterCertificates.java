package io.outport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.testkit.process.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** A site's certificates: at cert-manager, as the site shows them, as its node knows them. */
final class ClusterCertificates {
  private static final String NAMESPACE = "connected-registry";
  private static final Duration ISSUED = Duration.ofMinutes(2);
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  private static final String SHOWN =
      "openssl s_client -connect \"$1:443\" </dev/null 2>/dev/null | openssl x509 -noout -serial";

  private final ClusterSite cluster;
  private final Recipe recipe;

  ClusterCertificates(ClusterSite cluster, Recipe recipe) {
    this.cluster = cluster;
    this.recipe = recipe;
  }

  /** The serial number that clients at the service's address see. */
  String shown() {
    return cluster.onNode("bash", "-c", SHOWN, "shown", recipe.address()).run().out().strip();
  }

  /** Has cert-manager make the site's certificate anew, as {@code cmctl renew} does. */
  void renew() {
    String before = secret("-tls", "tls.crt");
    String patch =
        """
        [{"op": "add", "path": "/status/conditions/-", "value": {"type": "Issuing",
          "status": "True", "reason": "ManuallyTriggered", "message": "by hand",
          "lastTransitionTime": "%s"}}]\
        """
            .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    cluster
        .kubectl(
            "patch",
            "certificates.cert-manager.io",
            recipe.extension(),
            "-n",
            NAMESPACE,
            "--subresource=status",
            "--type=json",
            "-p",
            patch)
        .succeeded();
    Patience.until("a new certificate", ISSUED, () -> isNew(secret("-tls", "tls.crt"), before));
  }

  /** Has cert-manager make a new authority, of another key; answers its certificate. */
  String renewAuthority() {
    String before = secret("-ca", "tls.crt");
    cluster.kubectl("delete", "secret", recipe.extension() + "-ca", "-n", NAMESPACE).succeeded();
    Patience.until("a new authority", ISSUED, () -> isNew(secret("-ca", "tls.crt"), before));
    return secret("-ca", "tls.crt");
  }

  /** The authorities by which the node's containerd trusts the site. */
  List<String> onNode() {
    String file = "/etc/containerd/certs.d/%s/ca.crt".formatted(recipe.address());
    String text = cluster.onNode("cat", file).run().succeeded().out();
    return List.of(text.split(BEGIN, -1)).stream()
        .skip(1)
        .map(each -> (BEGIN + each).strip())
        .toList();
  }

  /** What the node's trust said of itself last. */
  String status() {
    return cluster.onNode("cat", "/var/lib/outport-trust/status.json").run().out();
  }

  private static boolean isNew(String now, String before) {
    return !now.isEmpty() && !now.equals(before);
  }

  /** A value of a secret, in text; empty where there is none. */
  private String secret(String suffix, String key) {
    Command.Result found =
        cluster.kubectl(
            "get",
            "secret",
            recipe.extension() + suffix,
            "-n",
            NAMESPACE,
            "-o",
            "jsonpath={.data." + key.replace(".", "\\.") + "}");
    return new String(Base64.getDecoder().decode(found.exit() == 0 ? found.out() : ""), UTF_8)
        .strip();
  }
}
