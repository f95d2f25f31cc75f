package io.outport.pki;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a certificate's names cover a name that clients use (RFC 9525, section 6). */
final class NameMatch {
  private NameMatch() {}

  static boolean covers(List<String> certificateNames, String wanted) {
    Optional<InetAddress> address = CertificateFacts.address(wanted);
    if (address.isPresent()) {
      return certificateNames.contains(address.get().getHostAddress());
    }
    String name = wanted.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    // A wildcard stands for exactly one whole label, the first.
    boolean wildcard = dot > 0 && certificateNames.contains("*" + name.substring(dot));
    return wildcard || certificateNames.contains(name);
  }
}
