package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Tells an image that cannot come from one that a thin or cut link keeps from coming now. */
final class PullFailure {
  private static final Set<String> REASONS =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

  /** What the runtime says of the way to a registry, in lower case; nothing of it is an answer. */
  private static final Set<String> OF_THE_LINK =
      Set.of(
          "dial tcp",
          "timeout",
          "deadline exceeded",
          "connection refused",
          "connection reset",
          "no route to host",
          "network is unreachable",
          "broken pipe",
          "eof",
          "bad gateway",
          "service unavailable",
          "too many requests",
          "pull qps exceeded");

  private PullFailure() {}

  static boolean isOne(Pod pod) {
    return REASONS.contains(pod.waitingReason());
  }

  /** What is told of it. */
  static Problem explain(String where, Pod pod, String because) {
    return isOfTheLink(pod.waitingMessage())
        ? new Problem(
            Health.Broken.UNREACHABLE,
            where,
            "its image does not come" + because,
            "it is pulled again by itself; check that the node reaches the hub if it stays so")
        : new Problem(
            "ImagePullFailed",
            where,
            "its image cannot be pulled" + because,
            "check that the node reaches the hub and trusts its certificate, and that the image"
                + " is there");
  }

  private static boolean isOfTheLink(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return OF_THE_LINK.stream().anyMatch(words::contains)
        && Stream.of("not found", "x509").noneMatch(words::contains);
  }
}
