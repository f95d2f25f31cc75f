package io.outport.e2e;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A certificate by an authority of its own, as an operator's openssl makes it.
 *
 * @param folder holds tls.crt, tls.key and ca.crt
 */
record ClusterPapers(Path folder) {
  private static final String MAKE =
      """
      set -e; cd "$1"
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Shop CA' -keyout ca.key -out ca.crt
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=registry' -keyout tls.key -out tls.csr
      openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile <(echo "subjectAltName=IP:$2") -out tls.crt
      """;

  private static final String MAKE_SELF_SIGNED =
      """
      set -e; cd "$1"
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=registry' -addext "subjectAltName=IP:$2" -keyout tls.key -out tls.crt
      """;

  /** For this address, in a folder below; one that is there is taken. */
  static ClusterPapers of(Path parent, String address) throws IOException {
    return made(MAKE, parent, address);
  }

  /** The same without an authority: there is no {@code ca.crt}. */
  static ClusterPapers selfSigned(Path parent, String address) throws IOException {
    return made(MAKE_SELF_SIGNED, parent, address);
  }

  private static ClusterPapers made(String make, Path parent, String address) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("papers-" + address));
    if (!Files.exists(folder.resolve("tls.crt"))) {
      Command.of("bash", "-c", make, "papers", folder.toString(), address).run().succeeded();
    }
    return new ClusterPapers(folder);
  }

  Path certificate() {
    return folder.resolve("tls.crt");
  }

  Path key() {
    return folder.resolve("tls.key");
  }

  Path authority() {
    return folder.resolve("ca.crt");
  }

  /** The pair, and its authority where there is one, as protected settings take them. */
  Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    settings.put("tls.crt", base64(certificate()));
    settings.put("tls.key", base64(key()));
    if (Files.exists(authority())) {
      settings.put("tls.cacrt", base64(authority()));
    }
    return settings;
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
