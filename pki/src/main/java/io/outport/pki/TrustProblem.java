package io.outport.pki;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** Tells a client's TLS failure in words: what is wrong, where, and what to do. */
public final class TrustProblem {
  /** How deep a chain of causes is followed. */
  private static final int MAX_CAUSES = 32;

  private TrustProblem() {}

  /**
   * One sentence about a failure.
   *
   * @param tlsFailure what the client threw, or something caused by it
   * @param endpoint the server as the user wrote it, such as {@code hub.example.org:8443}
   */
  public static String explain(Throwable tlsFailure, String endpoint) {
    List<Throwable> causes = causes(tlsFailure);
    List<X509Certificate> chain =
        find(causes, ServerCertificateException.class)
            .map(ServerCertificateException::chain)
            .orElse(List.of());
    return CertificateFacts.printable(endpoint) + ": " + words(causes, chain);
  }

  private static String words(List<Throwable> causes, List<X509Certificate> chain) {
    if (find(causes, CertificateExpiredException.class).isPresent()
        || hasReason(causes, BasicReason.EXPIRED)) {
      return expired(chain);
    }
    if (find(causes, CertificateNotYetValidException.class).isPresent()
        || hasReason(causes, BasicReason.NOT_YET_VALID)) {
      return "the server's certificate is not valid yet: check the clocks of this machine and of"
          + " the server";
    }
    Optional<CertificateException> refusal = lastOf(causes, CertificateException.class);
    if (refusal.isEmpty()) {
      return handshake(causes);
    }
    return isNameProblem(refusal.get()) ? wrongName(chain) : untrusted(causes, chain);
  }

  private static boolean isNameProblem(CertificateException refusal) {
    String message = String.valueOf(refusal.getMessage());
    return message.startsWith("No subject alternative")
        || message.startsWith("No name matching")
        || message.startsWith("Illegal given domain name");
  }

  private static String expired(List<X509Certificate> chain) {
    String which =
        chain.stream()
            .min(Comparator.comparing(CertificateFacts::end))
            .map(
                first ->
                    "certificate %s expired on %s"
                        .formatted(
                            CertificateFacts.subject(first),
                            CertificateFacts.minutes(CertificateFacts.end(first))))
            .orElse("the server's certificate has expired");
    return which + ": renew it at the server, or check this machine's clock";
  }

  private static String wrongName(List<X509Certificate> chain) {
    String names =
        chain.stream()
            .limit(1)
            .flatMap(server -> CertificateFacts.names(server).stream())
            .collect(Collectors.joining(", "));
    return "the server's certificate is not made for this name"
        + (names.isEmpty() ? "" : " but for " + CertificateFacts.printable(names))
        + ": connect by a name that it holds, or give the server a certificate that holds this one";
  }

  private static String untrusted(List<Throwable> causes, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return "the server's certificate is not trusted here (%s): add its CA's certificate to the trust"
          .formatted(rootMessage(causes));
    }
    X509Certificate top = chain.getLast();
    boolean shown = top.getSubjectX500Principal().equals(top.getIssuerX500Principal());
    return "the server's certificate %s was issued by %s (%s), which is not trusted here: make sure this"
            .formatted(
                CertificateFacts.subject(chain.getFirst()),
                CertificateFacts.issuer(top),
                shown
                    ? CertificateFacts.fingerprint(top)
                    : "server certificate " + CertificateFacts.fingerprint(chain.getFirst()))
        + " is the right server, then add its CA's certificate to the trust";
  }

  private static String handshake(List<Throwable> causes) {
    String message = rootMessage(causes);
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("unrecognized ssl message") || lower.contains("plaintext connection")) {
      return "the server does not speak TLS on this port: check the port, or whether it is HTTP"
          + " only";
    }
    if (lower.contains("protocol_version") || lower.contains("handshake_failure")) {
      return "the server offers no TLS version and cipher that are allowed here: TLS 1.2 or 1.3 is"
          + " needed";
    }
    boolean tls = find(causes, SSLException.class).isPresent();
    return (tls ? "the TLS connection failed (%s)" : "the connection failed (%s)")
            .formatted(message)
        + ": check that a proxy or firewall does not stand between";
  }

  private static String rootMessage(List<Throwable> causes) {
    Throwable root = causes.getLast();
    String message = root.getMessage();
    return CertificateFacts.printable(message == null ? root.getClass().getSimpleName() : message);
  }

  private static boolean hasReason(List<Throwable> causes, BasicReason reason) {
    return causes.stream()
        .anyMatch(
            cause ->
                cause instanceof CertPathValidatorException path && path.getReason() == reason);
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    Throwable next = failure;
    while (next != null && causes.size() < MAX_CAUSES) {
      causes.add(next);
      next = next.getCause();
    }
    return Collections.unmodifiableList(causes);
  }

  private static <T> Optional<T> find(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static <T> Optional<T> lastOf(List<Throwable> causes, Class<T> type) {
    return causes.reversed().stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
