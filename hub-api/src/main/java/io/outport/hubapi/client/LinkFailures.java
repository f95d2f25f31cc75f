package io.outport.hubapi.client;

import io.outport.hubapi.client.LinkException.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Turns what a connection throws into words to act on. */
final class LinkFailures {
  private static final int MAX_CAUSES = 32;

  private LinkFailures() {}

  static LinkException of(URI at, Throwable cause) {
    String where = where(at);
    if (has(cause, CertificateException.class) || has(cause, CertPathValidatorException.class)) {
      return untrusted(where, cause);
    }
    if (has(cause, UnknownHostException.class) || has(cause, UnresolvedAddressException.class)) {
      return unreachable(
          "the host name in %s is not known: check the address and the name service", where, cause);
    }
    if (has(cause, HttpConnectTimeoutException.class)) {
      return unreachable(
          "%s does not answer: check the address, the network and firewalls", where, cause);
    }
    if (has(cause, ConnectException.class)) {
      return unreachable(
          "nothing listens at %s: check the address and that the hub runs", where, cause);
    }
    if (has(cause, TimeoutException.class)) {
      return unreachable(
          "%s took the request but did not answer in time: try again, or look at the link",
          where, cause);
    }
    if (isPlainServer(cause)) {
      return new LinkException(
          Kind.PROTOCOL,
          "no TLS connection with %s: check that it is an https port".formatted(where),
          cause);
    }
    if (String.valueOf(cause.getMessage()).contains("body exceeds capacity")) {
      return new LinkException(
          Kind.PROTOCOL, "%s sent an answer that is too large".formatted(where), cause);
    }
    return unreachable("the connection to %s ended before the answer did: try again", where, cause);
  }

  /** The origin alone. */
  static String where(URI at) {
    return at.getScheme() + "://" + at.getRawAuthority();
  }

  private static LinkException unreachable(String words, String where, Throwable cause) {
    return new LinkException(Kind.UNREACHABLE, words.formatted(where), cause);
  }

  private static LinkException untrusted(String where, Throwable cause) {
    String why = "its certificate is not issued by a CA that is trusted here: give its CA";
    if (has(cause, CertificateExpiredException.class)) {
      why = "its certificate has expired: renew it there, or check this machine's clock";
    } else if (has(cause, CertificateNotYetValidException.class)) {
      why = "its certificate is not valid yet: check the clocks of both machines";
    } else if (namesAnotherHost(cause)) {
      why = "its certificate is for another host: use a name that it carries";
    }
    return new LinkException(Kind.UNTRUSTED, "%s is not trusted: %s".formatted(where, why), cause);
  }

  private static boolean namesAnotherHost(Throwable cause) {
    return find(cause, CertificateException.class)
        .map(each -> String.valueOf(each))
        .filter(text -> text.contains("subject alternative") || text.contains("No name matching"))
        .isPresent();
  }

  /** A handshake that a cut link ended is no fault of either side's TLS. */
  private static boolean isPlainServer(Throwable cause) {
    return find(cause, SSLException.class)
        .map(tls -> String.valueOf(tls.getMessage()))
        .filter(text -> !has(cause, EOFException.class))
        .filter(text -> !text.contains("terminated the handshake") && !text.contains("closed"))
        .filter(text -> !text.contains("reset"))
        .isPresent();
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> type) {
    return find(cause, type).isPresent();
  }

  private static <T extends Throwable> Optional<T> find(Throwable cause, Class<T> type) {
    Throwable each = cause;
    for (int depth = 0; each != null && depth < MAX_CAUSES; depth++) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
      each = each.getCause();
    }
    return Optional.empty();
  }
}
