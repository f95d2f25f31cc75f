package io.outport.agent.preflight;

import io.outport.agent.cluster.CertManagerFacts;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.SecretFacts;
import io.outport.agent.problem.Problem;
import io.outport.agent.settings.CertificateSource;
import io.outport.pki.CertificateProblem;
import io.outport.pki.Pem;
import io.outport.pki.PemPair;
import io.outport.pki.ServerIdentityCheck;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the certificate can come from where it is said to come from. */
final class CertificateCheck {
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String AUTHORITY = "ca.crt";

  private final ClusterView cluster;
  private final PreflightInput input;
  private final InstantSource clock;

  CertificateCheck(ClusterView cluster, PreflightInput input, InstantSource clock) {
    this.cluster = cluster;
    this.input = input;
    this.clock = clock;
  }

  List<Problem> check() {
    return switch (input.settings().certificate()) {
      case CertificateSource.CertManaged manager -> certManager(manager.install());
      case CertificateSource.Secret secret -> secret(secret.name());
      // The pair was judged with the settings.
      case CertificateSource.Given ignored -> List.of();
      case CertificateSource.None ignored -> List.of();
    };
  }

  private List<Problem> certManager(boolean install) {
    CertManagerFacts facts = cluster.certManager();
    boolean ours = facts.ownedBy().equals(CertManagerRelease.NAME);
    if (install && !ours && (facts.api() || !facts.controllers().isEmpty())) {
      return problem(
          "SecondCertManager",
          "cert-manager.install",
          "this cluster has a cert-manager already%s; two of them fight over the same objects"
              .formatted(where(facts)),
          "set cert-manager.install=false to use that one");
    }
    if (!install && !facts.api()) {
      return problem(
          "NoCertManager",
          "cert-manager.enabled",
          "there is no cert-manager in this cluster, and it is not to be installed",
          "set cert-manager.install=true, or install it yourself, or give tls.* with"
              + " cert-manager.enabled=false");
    }
    if (!install && facts.ready().isEmpty()) {
      return problem(
          "CertManagerNotRunning",
          "cert-manager.enabled",
          "its resource types are known, but no controller runs, so no certificate would ever come",
          "start cert-manager, or remove its resource types and set cert-manager.install=true");
    }
    return List.of();
  }

  private static String where(CertManagerFacts facts) {
    return facts.controllers().isEmpty()
        ? " (its resource types)"
        : " (%s)".formatted(Preflight.some(facts.controllers()));
  }

  private List<Problem> secret(String name) {
    String namespace = input.release().namespace();
    Optional<SecretFacts> found = cluster.findSecret(namespace, name);
    if (found.isEmpty()) {
      return missing(namespace, name);
    }
    List<String> lacking =
        Stream.of(CERTIFICATE, KEY, AUTHORITY)
            .filter(key -> found.get().texts().getOrDefault(key, "").isBlank())
            .filter(key -> !key.equals(AUTHORITY) || needsAuthority(found.get()))
            .toList();
    if (!lacking.isEmpty()) {
      return problem(
          "SecretIncomplete",
          "secret %s/%s".formatted(namespace, name),
          "has no %s (its type is %s)".formatted(String.join(", ", lacking), found.get().type()),
          "make it with: kubectl create secret generic %s -n %s --from-file=tls.crt=… --from-file=tls.key=… --from-file=ca.crt=…"
              .formatted(name, namespace));
    }
    return judge(found.get());
  }

  /** A certificate that signed itself, or the last of a whole chain, is its own CA. */
  private boolean needsAuthority(SecretFacts secret) {
    if (!input.settings().trust()) {
      return false;
    }
    try {
      X509Certificate last =
          Pem.certificates(secret.texts().getOrDefault(CERTIFICATE, "")).getLast();
      return !last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
    } catch (CertificateProblem ignored) {
      // What is wrong with it is told where the pair is judged.
      return false;
    }
  }

  private List<Problem> missing(String namespace, String name) {
    List<String> elsewhere = cluster.namespacesWithSecret(name);
    return problem(
        "SecretNotFound",
        "tls.secret",
        "there is no secret '%s' in namespace '%s'%s"
            .formatted(
                name,
                namespace,
                elsewhere.isEmpty()
                    ? ""
                    : ", but one in " + Preflight.some(elsewhere.stream().sorted().toList())),
        elsewhere.isEmpty()
            ? "make it there, with tls.crt, tls.key and ca.crt"
            : "make it in namespace '%s', where the site runs".formatted(namespace));
  }

  private List<Problem> judge(SecretFacts secret) {
    String place = "secret %s/%s".formatted(secret.namespace(), secret.name());
    PemPair pair =
        new PemPair(
            secret.texts().getOrDefault(CERTIFICATE, ""),
            secret.texts().getOrDefault(KEY, ""),
            place + " " + CERTIFICATE,
            place + " " + KEY);
    try {
      ServerIdentityCheck.check(pair, input.settings().names(), clock);
      return List.of();
    } catch (CertificateProblem found) {
      return found.findings().stream()
          .map(
              finding ->
                  new Problem(
                      "InvalidCertificate",
                      place,
                      finding.text(),
                      "then replace the secret's values"))
          .toList();
    }
  }

  private static List<Problem> problem(String code, String where, String message, String remedy) {
    return List.of(new Problem(code, where, message, remedy));
  }
}
