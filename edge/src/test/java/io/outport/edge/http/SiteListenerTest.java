package io.outport.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.registry.tls.ServerIdentityFiles;
import io.outport.registry.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the site's own listener has the limits of connections that it was given. */
final class SiteListenerTest {
  private static final int MAX_OPEN = 3;
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String HOST = "127.0.0.1";

  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final CertificateAuthority authority =
      CertificateAuthority.create("Test CA", DAY, clock, random);

  @TempDir Path folder;

  @Test
  void closesConnectionsBeyondTheCapAndSilentOnes() throws IOException {
    ConnectionLimits limits =
        new ConnectionLimits(MAX_OPEN, MAX_OPEN, SHORT, LONG, LONG, LONG, LONG);
    int port = SiteListener.probe(HOST, 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        SiteListener _ =
            SiteListener.start(
                InetSocketAddress.createUnresolved(HOST, port),
                SiteListener.identity(TlsSettings.of(certificate(), Set.of(HOST)), clock),
                limits,
                new EdgeRoutes(routes(threads), _ -> {}),
                timer);
        HttpClient client =
            HttpClient.newBuilder().sslContext(authority.trust().clientContext()).build()) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 2 * MAX_OPEN; i++) {
        silent.add(connect(port));
      }
      // Those beyond the cap end at once, and the others when they have begun no TLS in time.
      for (Socket each : silent) {
        assertThat(each.getInputStream().read()).isEqualTo(-1);
        each.close();
      }
      HttpRequest ping =
          HttpRequest.newBuilder(URI.create("https://%s:%d/v2/".formatted(HOST, port))).build();
      await()
          .ignoreExceptions()
          .until(
              () -> client.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 401);
    }
  }

  private ServerIdentityFiles certificate() throws IOException {
    ServerIdentity identity = authority.issue(ServerNames.of(HOST), DAY, clock, random);
    ServerIdentityFiles files = ServerIdentityFiles.in(folder);
    Files.writeString(files.certificate(), identity.certificatePem());
    Files.writeString(files.key(), identity.keyPem());
    return files;
  }

  private RegistryRoutes routes(ExecutorService threads) {
    RegistrySettings settings = RegistrySettings.of(HOST, RegistrySettings.Access.READ_ONLY);
    return new RegistryRoutes(
        new Content(new MemoryBlobStore(), new MemoryMetadataStore(clock), ContentListener.NONE),
        new NoAccounts(),
        new RequestTokens(HOST, settings.tokenLifetime(), clock, random),
        settings,
        threads,
        random,
        clock);
  }

  /** Nobody may sign in. */
  private static final class NoAccounts implements Accounts {
    @Override
    public Optional<Account> authenticate(String name, String password) {
      return Optional.empty();
    }

    @Override
    public Optional<Account> find(String name) {
      return Optional.empty();
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }
}
