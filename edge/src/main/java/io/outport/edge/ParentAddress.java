package io.outport.edge;

import io.outport.hubapi.gateway.SiteLink;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.pki.CertificateProblem;
import io.outport.pki.TrustBundle;
import java.net.URI;
import java.net.URISyntaxException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Where the parent is, whom to trust there, and who we are: the connection string, checked. */
record ParentAddress(URI uri, SSLContext trust, ConnectionString connection) {
  private static final int MAX_PORT = 65_535;

  /**
   * Checks what only shows when it is put to use.
   *
   * @throws Refusal {@code USAGE}
   */
  static ParentAddress of(ConnectionString connection) {
    return new ParentAddress(uri(connection), trust(connection), connection);
  }

  SiteLink link(String instanceId) {
    return new SiteLink(
        uri, connection.name(), connection.tokenName(), connection.tokenPassword(), instanceId);
  }

  RegistryEndpoint registry() {
    try {
      return RegistryEndpoint.of(uri)
          .withTls(trust)
          .withCredentials(new Credentials(connection.tokenName(), connection.tokenPassword()));
    } catch (IllegalArgumentException e) {
      throw refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /** Without the password (L10). */
  @Override
  public String toString() {
    return uri.toString();
  }

  private static URI uri(ConnectionString connection) {
    String text = connection.protocol() + "://" + connection.parentEndpoint();
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null || uri.getUserInfo() != null) {
        throw refusal("ParentGatewayEndpoint must be host or host:port", null);
      }
      if (uri.getPort() > MAX_PORT) {
        throw refusal("the port in ParentGatewayEndpoint must be at most " + MAX_PORT, null);
      }
      return uri;
    } catch (URISyntaxException e) {
      throw refusal("ParentGatewayEndpoint must be host or host:port", e);
    }
  }

  private static SSLContext trust(ConnectionString connection) {
    try {
      return connection
          .parentCa()
          .map(TrustBundle::ofCompactText)
          .orElseGet(TrustBundle::system)
          .clientContext();
    } catch (CertificateProblem e) {
      throw refusal("ParentCaCertificate cannot be used: " + e.getMessage(), e);
    }
  }

  private static Refusal refusal(String problem, @Nullable Throwable cause) {
    return new Refusal(
        Refusal.Exit.USAGE,
        "connection string: %s; print it again with: outport connected-registry get-settings"
            .formatted(problem),
        cause);
  }
}
