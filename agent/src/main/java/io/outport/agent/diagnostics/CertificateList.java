package io.outport.agent.diagnostics;

import io.fabric8.kubernetes.api.model.Secret;
import io.outport.pki.CertificateProblem;
import io.outport.pki.CertificateWords;
import io.outport.pki.Pem;
import io.outport.pki.PemPair;
import io.outport.pki.ServerIdentityCheck;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The certificates that secrets hold, in words. Of keys it says only whether they belong. */
final class CertificateList {
  /** Most secrets that are told of. */
  static final int MAX_SECRETS = 100;

  private static final int MAX_CHAIN = 8;
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String AUTHORITY = "ca.crt";

  private final ServedSecret served;
  private final InstantSource clock;

  CertificateList(ServedSecret served, InstantSource clock) {
    this.served = served;
    this.clock = clock;
  }

  /** Those of these that hold a certificate, and the one that is served also where it is not. */
  String of(List<Secret> all) {
    String found =
        all.stream()
            .filter(each -> isServed(each) || holdsCertificate(each))
            .limit(MAX_SECRETS)
            .map(this::secret)
            .collect(Collectors.joining("\n"));
    boolean missing = !served.name().isEmpty() && all.stream().noneMatch(this::isServed);
    String lack =
        missing
            ? "secret %s, which the site serves with, is not there%n".formatted(served.name())
            : "";
    return found.isEmpty() && lack.isEmpty() ? "no secret holds a certificate\n" : lack + found;
  }

  private boolean isServed(Secret secret) {
    return secret.getMetadata().getName().equals(served.name());
  }

  private static boolean holdsCertificate(Secret secret) {
    return data(secret).containsKey(CERTIFICATE) || data(secret).containsKey(AUTHORITY);
  }

  private static Map<String, String> data(Secret secret) {
    return Objects.requireNonNullElse(secret.getData(), Map.of());
  }

  private String secret(Secret secret) {
    boolean serves = isServed(secret);
    return "secret %s (%s)%s%n"
            .formatted(
                secret.getMetadata().getName(),
                secret.getType(),
                serves ? ", which the site serves with" : "")
        + certificates(CERTIFICATE, secret)
        + certificates(AUTHORITY, secret)
        + "%s %s%n".formatted(KEY, key(secret))
        + (serves ? "for clients of the site: %s%n".formatted(judgement(secret)) : "");
  }

  private String certificates(String name, Secret secret) {
    String pem = text(secret, name);
    if (pem.isEmpty()) {
      return name + " is not there\n";
    }
    try {
      return Pem.certificates(pem, name).stream()
          .limit(MAX_CHAIN)
          .map(each -> name + "\n" + CertificateWords.of(each, clock.instant()))
          .collect(Collectors.joining());
    } catch (CertificateProblem problem) {
      return problem.getMessage() + "\n";
    }
  }

  private static String key(Secret secret) {
    String key = text(secret, KEY);
    if (key.isEmpty()) {
      return "is not there";
    }
    try {
      return CertificateWords.belongs(text(secret, CERTIFICATE), key)
          ? "belongs to tls.crt"
          : "does not belong to tls.crt";
    } catch (CertificateProblem problem) {
      return "cannot be compared: " + problem.getMessage();
    }
  }

  private String judgement(Secret secret) {
    try {
      PemPair pair = PemPair.of(text(secret, CERTIFICATE), text(secret, KEY));
      ServerIdentityCheck.check(pair, served.names(), clock);
      return "good";
    } catch (CertificateProblem problem) {
      return problem.getMessage();
    }
  }

  /** Empty where there is none; what is no base64 is no PEM either. */
  private static String text(Secret secret, String name) {
    try {
      byte[] bytes = Base64.getDecoder().decode(data(secret).getOrDefault(name, ""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      // An API server lets nothing else through.
      return "";
    }
  }
}
