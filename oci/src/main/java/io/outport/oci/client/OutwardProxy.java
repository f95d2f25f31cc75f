package io.outport.oci.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxies through which other hosts are reached, as the environment names them: HTTPS_PROXY,
 * HTTP_PROXY and NO_PROXY, or the same in lower case, which goes first.
 */
public final class OutwardProxy {
  /** No variable is set: what the platform chooses, which is no proxy where nobody said one. */
  public static final OutwardProxy NONE = new OutwardProxy(null, null, NoProxyList.parse(""));

  /** The answer of a proxy that wants to know who asks. */
  public static final int AUTHENTICATION_REQUIRED = 407;

  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";
  private static final String TUNNEL_FAILED = "Tunnel failed, got: ";
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final @Nullable ProxyAddress https;
  private final @Nullable ProxyAddress http;
  private final NoProxyList exceptions;

  private OutwardProxy(
      @Nullable ProxyAddress https, @Nullable ProxyAddress http, NoProxyList exceptions) {
    this.https = https;
    this.http = http;
    this.exceptions = exceptions;
  }

  /**
   * Reads the variables.
   *
   * @throws ProxyProblem when a value is no proxy's address
   */
  public static OutwardProxy of(Map<String, String> environment) {
    ProxyAddress https = proxy(environment, "https_proxy", "HTTPS_PROXY");
    ProxyAddress http = proxy(environment, "http_proxy", "HTTP_PROXY");
    String exceptions = find(environment, "no_proxy", "NO_PROXY").map(environment::get).orElse("");
    return https == null && http == null
        ? NONE
        : new OutwardProxy(https, http, NoProxyList.parse(exceptions));
  }

  /**
   * Lets a name and password be said to a proxy that tunnels, which the platform forbids unless
   * told so before its first client. The proxy's address says who may hear them; we send them to no
   * other.
   */
  public static void allowSignIn() {
    if (System.getProperty(TUNNEL_SCHEMES) == null) {
      System.setProperty(TUNNEL_SCHEMES, "");
    }
  }

  /** Makes the client that is built go through the proxies. */
  public void applyTo(HttpClient.Builder client) {
    allowSignIn();
    if (https != null || http != null) {
      client.proxy(new Selector());
    }
  }

  /** Signs the request in at the proxy on its way; the host at its end does not see that. */
  public void applyTo(HttpRequest.Builder request, URI to) {
    find(to)
        .flatMap(ProxyAddress::authorization)
        .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
  }

  /** The proxy on the way there, without its password. */
  public Optional<String> way(URI to) {
    return find(to).map(ProxyAddress::toString);
  }

  /** Why the proxy on the way there kept us from it, and what to do; empty when it did not. */
  public Optional<String> problem(URI to, Throwable cause) {
    return find(to).flatMap(proxy -> problem(proxy, to, cause));
  }

  /** As above, of an answer's status. */
  public Optional<String> problem(URI to, int status) {
    return status == AUTHENTICATION_REQUIRED
        ? find(to).map(proxy -> refusal(proxy, to, status))
        : Optional.empty();
  }

  private static Optional<String> problem(ProxyAddress proxy, URI to, Throwable cause) {
    Optional<String> refused = refusedStatus(cause);
    if (refused.isPresent()) {
      return Optional.of(refusal(proxy, to, Integer.parseInt(refused.get())));
    }
    if (has(cause, UnknownHostException.class) || has(cause, UnresolvedAddressException.class)) {
      return Optional.of(
          "the host name of the proxy %s is not known: check %s and the name service"
              .formatted(proxy, proxy.variable()));
    }
    if (has(cause, HttpConnectTimeoutException.class)) {
      return Optional.of(
          "the proxy %s does not answer, or not for %s: check %s, the network and firewalls"
              .formatted(proxy, Failures.where(to), proxy.variable()));
    }
    return has(cause, ConnectException.class)
        ? Optional.of(
            "nothing listens at the proxy %s: check %s and that the proxy runs"
                .formatted(proxy, proxy.variable()))
        : Optional.empty();
  }

  private static String refusal(ProxyAddress proxy, URI to, int status) {
    String where = Failures.where(to);
    if (status != AUTHENTICATION_REQUIRED) {
      return "the proxy %s brings us not to %s, it answered %d: let it reach that address, or name the host in NO_PROXY"
          .formatted(proxy, where, status);
    }
    return proxy.authorization().isEmpty()
        ? "the proxy %s wants a name and a password before it brings us to %s: write them into %s, such as http://name:password@host:port"
            .formatted(proxy, where, proxy.variable())
        : "the proxy %s refuses the name or the password before it brings us to %s: correct them in %s"
            .formatted(proxy, where, proxy.variable());
  }

  /** The platform has no other sign of it than these words. */
  private static Optional<String> refusedStatus(Throwable cause) {
    IOException failure = Failures.find(cause, IOException.class);
    return Stream.iterate((Throwable) failure, each -> each != null, Throwable::getCause)
        .limit(20)
        .map(each -> String.valueOf(each.getMessage()))
        .filter(text -> text.contains(TUNNEL_FAILED))
        .map(text -> text.replaceFirst(".*" + TUNNEL_FAILED + "([0-9]+).*", "$1"))
        .filter(text -> text.matches("[0-9]{1,4}"))
        .findFirst();
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> type) {
    return Failures.find(cause, type) != null;
  }

  private Optional<ProxyAddress> find(URI to) {
    String host = to.getHost();
    ProxyAddress proxy = "https".equalsIgnoreCase(to.getScheme()) ? https : http;
    if (proxy == null || host == null) {
      return Optional.empty();
    }
    int usual = "https".equalsIgnoreCase(to.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    int port = to.getPort() < 0 ? usual : to.getPort();
    return exceptions.holds(host, port) ? Optional.empty() : Optional.of(proxy);
  }

  private static @Nullable ProxyAddress proxy(
      Map<String, String> environment, String lower, String upper) {
    return find(environment, lower, upper)
        .map(name -> ProxyAddress.parse(name, environment.getOrDefault(name, "")))
        .orElse(null);
  }

  /** One that is set to nothing says nothing. */
  private static Optional<String> find(
      Map<String, String> environment, String lower, String upper) {
    return Stream.of(lower, upper)
        .filter(name -> !environment.getOrDefault(name, "").isBlank())
        .findFirst();
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<Proxy> select(URI to) {
      return List.of(
          find(to)
              .map(proxy -> new Proxy(Proxy.Type.HTTP, proxy.socketAddress()))
              .orElse(Proxy.NO_PROXY));
    }

    /** There is no other to choose then; the call itself tells of it. */
    @Override
    public void connectFailed(URI to, SocketAddress proxy, IOException failure) {}
  }
}
