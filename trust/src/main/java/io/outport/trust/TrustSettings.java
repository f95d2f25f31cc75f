package io.outport.trust;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a node has to trust, and how it is found out.
 *
 * @param release whose this is, {@code namespace/name}; empty where it is not said
 * @param root the node's file system
 * @param addresses the registry's addresses, the one that is proven first
 * @param caFiles PEM files of ours; the first that is there and not empty counts
 * @param proofImage what containerd is asked to pull, without the registry's name
 * @param patience how long one proof may take
 */
public record TrustSettings(
    String release,
    HostRoot root,
    List<RegistryAddress> addresses,
    List<Path> caFiles,
    String proofImage,
    Duration patience) {
  public TrustSettings {
    addresses = List.copyOf(addresses);
    caFiles = List.copyOf(caFiles);
    if (addresses.isEmpty()) {
      throw new TrustProblemOnNode("no registry address: give --address https://10.96.0.50");
    }
  }
}
