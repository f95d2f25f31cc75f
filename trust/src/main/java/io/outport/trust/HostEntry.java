package io.outport.trust;

import java.nio.charset.StandardCharsets;

/** The text of a {@code hosts.toml} (containerd, registry host configuration). */
final class HostEntry {
  static final String FILE = "hosts.toml";
  static final String CA_FILE = "ca.crt";

  private HostEntry() {}

  static byte[] of(RegistryAddress address) {
    String text =
        """
        # Written by Outport so that this node trusts its connected registry. It is taken back when
        # the registry goes; a change made here is overwritten.
        server = "%1$s"

        [host."%1$s"]
          capabilities = ["pull", "resolve", "push"]
        """
            .formatted(address.url());
    if (!address.plain()) {
      text += "  ca = \"" + CA_FILE + "\"\n";
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
