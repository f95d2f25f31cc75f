package io.outport.oci.client;

import io.outport.oci.client.RegistryException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns what the connection throws into a {@link RegistryException} with words to act on. */
final class Failures {
  private Failures() {}

  static RegistryException of(String action, URI at, Throwable cause) {
    String where = where(at);
    CertificateException certificate = find(cause, CertificateException.class);
    CertPathValidatorException path = find(cause, CertPathValidatorException.class);
    if (certificate != null || path != null) {
      return untrusted(action, where, cause);
    }
    if (find(cause, UnknownHostException.class) != null
        || find(cause, UnresolvedAddressException.class) != null) {
      return new RegistryException(
          Kind.UNREACHABLE,
          "cannot %s: the host name in %s is not known. Check the address and the name service."
              .formatted(action, where),
          cause);
    }
    if (find(cause, HttpConnectTimeoutException.class) != null) {
      return new RegistryException(
          Kind.UNREACHABLE,
          "cannot %s: %s does not answer. Check the address, the network and firewalls."
              .formatted(action, where),
          cause);
    }
    if (find(cause, ConnectException.class) != null) {
      return new RegistryException(
          Kind.UNREACHABLE,
          "cannot %s: nothing listens at %s. Check the address and that the registry runs."
              .formatted(action, where),
          cause);
    }
    SSLException tls = find(cause, SSLException.class);
    if (tls != null && find(cause, EOFException.class) == null && !isCut(tls)) {
      return new RegistryException(
          Kind.PROTOCOL,
          "cannot %s: no TLS connection with %s (%s). Check that it is an https port."
              .formatted(action, where, tls.getMessage()),
          cause);
    }
    if (find(cause, IOException.class) == null) {
      return new RegistryException(
          Kind.PROTOCOL,
          "cannot %s: %s sent an answer that cannot be read".formatted(action, where),
          cause);
    }
    return cut(action, at, cause);
  }

  static RegistryException unreachable(String action, String problem, @Nullable Throwable cause) {
    return new RegistryException(
        Kind.UNREACHABLE, "cannot %s: %s.".formatted(action, problem), cause);
  }

  static RegistryException cut(String action, URI at, @Nullable Throwable cause) {
    return new RegistryException(
        Kind.CUT,
        "cannot %s: the connection to %s ended before the answer did. Try again."
            .formatted(action, where(at)),
        cause);
  }

  static RegistryException stalled(String action, URI at, String how) {
    return new RegistryException(
        Kind.STALLED,
        "cannot %s: %s stopped answering: %s. Try again, or look at the link."
            .formatted(action, where(at), how));
  }

  static RegistryException cancelled(String action, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new RegistryException(Kind.CANCELLED, "cannot %s: cancelled".formatted(action), cause);
  }

  static RegistryException protocol(String action, URI at, String what) {
    return new RegistryException(
        Kind.PROTOCOL, "cannot %s: %s %s".formatted(action, where(at), what));
  }

  static RegistryException corrupt(String action, URI at, String what) {
    return new RegistryException(
        Kind.CORRUPT, "cannot %s: %s %s".formatted(action, where(at), what));
  }

  /** The origin alone: a signed address carries secrets in its query. */
  static String where(URI at) {
    return Origin.find(at).map(Origin::toString).orElse("the given address");
  }

  private static RegistryException untrusted(String action, String where, Throwable cause) {
    String why = "its certificate is not issued by a trusted CA. Give the CA's certificate";
    if (find(cause, CertificateExpiredException.class) != null) {
      why = "its certificate has expired. Renew it, and check this machine's clock";
    } else if (find(cause, CertificateNotYetValidException.class) != null) {
      why = "its certificate is not valid yet. Check this machine's clock";
    } else if (namesAnotherHost(cause)) {
      why = "its certificate is for another host. Use a name that the certificate carries";
    }
    return new RegistryException(
        Kind.UNTRUSTED, "cannot %s: %s is not trusted: %s.".formatted(action, where, why), cause);
  }

  private static boolean namesAnotherHost(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (each instanceof CertificateException
          && message != null
          && (message.contains("subject alternative") || message.contains("No name matching"))) {
        return true;
      }
    }
    return false;
  }

  /** A handshake that a cut link ended is no fault of either side's TLS. */
  private static boolean isCut(SSLException tls) {
    String message = tls.getMessage();
    return message != null
        && (message.contains("terminated the handshake")
            || message.contains("closed")
            || message.contains("Connection reset"));
  }

  static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
    Throwable each = cause;
    for (int depth = 0; each != null && depth < 20; depth++) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
      each = each.getCause();
    }
    return null;
  }
}
