package io.outport.trust;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Asks the node's containerd to pull from the registry. An image that comes is a proof, and so is a
 * refusal by the registry itself: containerd had to trust its certificate to hear it.
 */
final class PullProof {
  private static final String PULL = "/runtime.v1.ImageService/PullImage";

  private final Path socket;
  private final Duration patience;

  PullProof(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /** How containerd stands to the registry. */
  enum Verdict {
    TRUSTS,
    DISTRUSTS,
    CANNOT_TELL
  }

  /**
   * A verdict and its reason.
   *
   * @param words what containerd said
   */
  record Outcome(Verdict verdict, String words) {}

  Outcome pull(RegistryAddress address, String image) {
    if (!Files.exists(socket)) {
      return new Outcome(Verdict.CANNOT_TELL, "containerd's socket is not there");
    }
    String reference = address.names().getFirst() + "/" + image;
    byte[] spec = new Protobuf().text(1, reference).toBytes();
    try {
      CriCall.Answer answer =
          new CriCall(socket, patience).call(PULL, new Protobuf().bytes(1, spec).toBytes());
      return answer.isFailure()
          ? judge(answer.failure(), address)
          : new Outcome(Verdict.TRUSTS, "pulled " + reference);
    } catch (SocketTimeoutException e) {
      return new Outcome(Verdict.CANNOT_TELL, silent(address));
    } catch (IOException e) {
      return new Outcome(Verdict.CANNOT_TELL, "containerd did not answer: " + e.getMessage());
    }
  }

  static Outcome judge(String words, RegistryAddress address) {
    PullFailure failure = new PullFailure(words);
    if (failure.isByProxy()) {
      return new Outcome(Verdict.CANNOT_TELL, byProxy(address, words));
    }
    if (failure.isDistrust()) {
      return new Outcome(Verdict.DISTRUSTS, words);
    }
    return failure.isByRegistry()
        ? new Outcome(Verdict.TRUSTS, "the registry refused, so it was trusted: " + words)
        : new Outcome(Verdict.CANNOT_TELL, words);
  }

  private static String byProxy(RegistryAddress address, String words) {
    return ("containerd asks a proxy for the site at %s, and gets nothing through it: add %s and"
            + " the cluster's service range to NO_PROXY in containerd's unit (that of k3s or"
            + " rke2 where they run it), then restart it; containerd said: %s")
        .formatted(address, address.host().replaceAll("[\\[\\]]", ""), words);
  }

  /** Dropped packets: containerd itself dials for longer than a proof may take. */
  private String silent(RegistryAddress address) {
    return ("the site did not answer containerd within %d s at %s: the node's firewall or network"
            + " policy must let it through (and NO_PROXY name it where containerd has a proxy)")
        .formatted(patience.toSeconds(), address);
  }
}
