package io.outport.trust;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why a pull failed, in containerd's words. Where a request got no answer, they end in Go's {@code
 * Head "https://...": reason}; all that a registry says itself stands outside of such a part.
 */
final class PullFailure {
  private static final List<String> DISTRUST =
      List.of("x509", "tls:", "certificate", "server gave http response to https client");

  /** A request without an answer; its reason goes up to the line's end. */
  private static final String REQUEST =
      "\\b(?:Get|Head|Post|Put) (?:\"[^\"]*\"|https?://[^\\s\"]+): ";

  private static final Pattern UNANSWERED = Pattern.compile(REQUEST + ".*");

  /**
   * Of a refused CONNECT, Go keeps what stands behind the status' number, or nothing. Its own
   * reasons begin with a small letter, EOF apart.
   */
  private static final Pattern PROXY =
      Pattern.compile(
          REQUEST
              + "(?:proxyconnect |socks connect "
              + "|(?:(?!EOF\\b)[A-Z][^:\\v]*|unknown status code)?$)",
          Pattern.MULTILINE);

  /** A status behind its request, or words that only a registry's answer brings. */
  private static final Pattern REGISTRY =
      Pattern.compile(
          "\\bstatus\\b.*: 40[134]\\b"
              + "|\\b(?:unauthorized|forbidden|insufficient_scope|invalid_token)\\b"
              + "|\\bauthorization failed\\b"
              + "|(?<!permission )\\bdenied\\b"
              + "|: not found\\b"
              + "|^code 5:");

  private final String words;

  PullFailure(String words) {
    this.words = words.replace("%0A", "\n"); // as gRPC writes it
  }

  /** Whether a proxy that containerd asked did not let it through. */
  boolean isByProxy() {
    return PROXY.matcher(words).find();
  }

  /** Whether there was somebody whose certificate containerd does not trust. */
  boolean isDistrust() {
    String low = words.toLowerCase(Locale.ROOT);
    return DISTRUST.stream().anyMatch(low::contains);
  }

  /** Whether the registry itself refused. */
  boolean isByRegistry() {
    String answered = UNANSWERED.matcher(words).replaceAll("");
    return REGISTRY.matcher(answered.toLowerCase(Locale.ROOT)).find();
  }
}
