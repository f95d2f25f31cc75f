package io.outport.trust;

import java.util.List;

/**
 * Where a kind of node keeps its containerd.
 *
 * @param name what people call it
 * @param config its configuration, a path of the node
 * @param socket where it is spoken to
 * @param hostFolders where host entries go if the configuration names none
 */
public record NodeLayout(String name, String config, String socket, List<String> hostFolders) {
  /** The folders that containerd 2.2 and newer read without being told to. */
  private static final List<String> BUILT_IN =
      List.of("/etc/containerd/certs.d", "/etc/docker/certs.d");

  public NodeLayout {
    hostFolders = List.copyOf(hostFolders);
  }

  static final NodeLayout PLAIN =
      new NodeLayout(
          "containerd", "/etc/containerd/config.toml", "/run/containerd/containerd.sock", BUILT_IN);

  /** All that are known; the first whose folder or socket is there is the node's. */
  static final List<NodeLayout> KNOWN = List.of(rancher("k3s"), rancher("rke2"), PLAIN);

  private static NodeLayout rancher(String kind) {
    String folder = "/var/lib/rancher/" + kind + "/agent/etc/containerd";
    return new NodeLayout(
        kind,
        folder + "/config.toml",
        "/run/k3s/containerd/containerd.sock",
        List.of(folder + "/certs.d"));
  }

  /** Whether it writes its configuration anew at each start: a change there would not last. */
  boolean makesItsOwnConfig() {
    return !name.equals(PLAIN.name());
  }
}
