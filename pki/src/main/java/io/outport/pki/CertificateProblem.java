package io.outport.pki;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says what is wrong with a certificate, a key or a name, where, and what to do about it, in one
 * line; it never quotes key material.
 */
public final class CertificateProblem extends RuntimeException {
  /** What a program may want to tell apart. */
  public enum Kind {
    /** The text is not the PEM (or compact) form of what was expected. */
    NOT_PEM,
    /** The private key is not the one of the certificate. */
    KEY_MISMATCH,
    /** A certificate's end has passed. */
    EXPIRED,
    /** A certificate's begin is still to come. */
    NOT_YET_VALID,
    /** A name that clients use is not in the certificate. */
    NAME_MISSING,
    /** The certificates do not lead from the server to its issuer, in this order. */
    BROKEN_CHAIN,
    /** A key or a signature is too weak, or of a type that clients do not take. */
    WEAK_KEY,
    /** The certificate must not be used for a TLS server. */
    NO_SERVER_AUTH,
    /** The text is neither a DNS name nor an IP address that a certificate can carry. */
    BAD_NAME,
    /** The file with the text cannot be read. */
    UNREADABLE
  }

  /** One thing that is wrong. */
  public record Finding(Kind kind, String text) {}

  private final List<Finding> findings;

  /** Reports one thing. */
  public CertificateProblem(Kind kind, String text) {
    this(List.of(new Finding(kind, text)));
  }

  /** Reports everything that was found; the list is not empty. */
  public CertificateProblem(List<Finding> findings) {
    super(render(findings));
    this.findings = List.copyOf(findings);
  }

  /** All findings in one line; never null. */
  @Override
  public String getMessage() {
    return render(findings);
  }

  /** The kind of the first finding. */
  public Kind kind() {
    return findings.getFirst().kind();
  }

  /** All that is wrong, in the order in which it is best mended. */
  public List<Finding> findings() {
    return findings;
  }

  /** Whether anything of this kind was found. */
  public boolean has(Kind kind) {
    return findings.stream().anyMatch(finding -> finding.kind() == kind);
  }

  private static String render(List<Finding> findings) {
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("a certificate problem needs a finding");
    }
    if (findings.size() == 1) {
      return findings.getFirst().text();
    }
    return IntStream.range(0, findings.size())
        .mapToObj(at -> "(" + (at + 1) + ") " + findings.get(at).text())
        .collect(Collectors.joining("; ", findings.size() + " problems: ", ""));
  }
}
