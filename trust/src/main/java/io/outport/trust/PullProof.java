package io.outport.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Asks the node's containerd to pull from the registry. An image that comes is a proof, and so is a
 * refusal by the registry itself: containerd had to trust its certificate to hear it.
 */
final class PullProof {
  private static final String PULL = "/runtime.v1.ImageService/PullImage";
  private static final List<String> DISTRUST =
      List.of("x509", "tls:", "certificate", "server gave http response to https client");
  private static final List<String> HEARD =
      List.of(
          "401",
          "403",
          "404",
          "unauthorized",
          "forbidden",
          "not found",
          "denied",
          "insufficient_scope",
          "authorization failed",
          "code 5:");

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
          ? judge(answer.failure())
          : new Outcome(Verdict.TRUSTS, "pulled " + reference);
    } catch (IOException e) {
      return new Outcome(Verdict.CANNOT_TELL, "containerd did not answer: " + e.getMessage());
    }
  }

  static Outcome judge(String failure) {
    String low = failure.toLowerCase(Locale.ROOT);
    if (DISTRUST.stream().anyMatch(low::contains)) {
      return new Outcome(Verdict.DISTRUSTS, failure);
    }
    return HEARD.stream().anyMatch(low::contains)
        ? new Outcome(Verdict.TRUSTS, "the registry refused, so it was trusted: " + failure)
        : new Outcome(Verdict.CANNOT_TELL, failure);
  }
}
