package io.outport.pki;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a certificate says, in forms that can be compared and shown to a person. */
final class CertificateFacts {
  private static final int DNS = 2;
  private static final int IP_ADDRESS = 7;
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final int MAX_SHOWN = 200;
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
  private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CertificateFacts() {}

  /** {@code sha256:} and the lower-case hex of the SHA-256 of the DER certificate. */
  static String fingerprint(X509Certificate certificate) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(digest.digest(Pem.der(certificate)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** DNS names in lower case and addresses in canonical form, as the certificate orders them. */
  static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> name : alternativeNames(certificate)) {
      if (name.get(0) instanceof Integer type && name.get(1) instanceof String text) {
        switch (type) {
          case DNS -> names.add(text.toLowerCase(Locale.ROOT));
          case IP_ADDRESS -> names.add(address(text).map(InetAddress::getHostAddress).orElse(text));
          default -> {} // mail addresses and the like name no server
        }
      }
    }
    return List.copyOf(names);
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException ignored) {
      // Names that cannot be read are names that no client accepts: the same as none.
      return List.of();
    }
  }

  /** Reads an IPv4 dotted quad or an IPv6 literal; never asks a name server. */
  static Optional<InetAddress> address(String text) {
    boolean possible = DOTTED_QUAD.matcher(text).matches() || text.indexOf(':') >= 0;
    if (!possible || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException ignored) {
      // The caller asked whether it is an address; "no" is an answer, not a failure.
      return Optional.empty();
    }
  }

  static Instant begin(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant();
  }

  static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  static boolean isAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0;
  }

  /** Whether both name the same issuer and the same key of it. */
  static boolean haveOneAuthority(X509Certificate one, X509Certificate other) {
    byte @Nullable [] key = one.getExtensionValue(AUTHORITY_KEY);
    return one.getIssuerX500Principal().equals(other.getIssuerX500Principal())
        && key != null
        && Arrays.equals(key, other.getExtensionValue(AUTHORITY_KEY));
  }

  static String subject(X509Certificate certificate) {
    return "'" + printable(certificate.getSubjectX500Principal().getName()) + "'";
  }

  static String issuer(X509Certificate certificate) {
    return "'" + printable(certificate.getIssuerX500Principal().getName()) + "'";
  }

  /** A time to the minute, in UTC, such as {@code 2026-01-02T03:04Z}. */
  static String minutes(Instant time) {
    return MINUTES.format(time);
  }

  /** Foreign text made fit for one line of a log or a terminal. */
  static String printable(String text) {
    String oneLine = NOT_PRINTABLE.matcher(text).replaceAll("?");
    return oneLine.length() <= MAX_SHOWN ? oneLine : oneLine.substring(0, MAX_SHOWN) + "…";
  }
}
