package io.outport.registry.http;

import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.tls.ServerIdentityFiles;
import io.outport.registry.tls.TlsSettings;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** A server's certificate for loopback, in files as a person would give them, and who trusts it. */
record TestTls(HttpServerOptions serverOptions, SSLContext clientContext, Path authority) {
  static TestTls in(Path folder) throws IOException {
    Duration day = Duration.ofDays(1);
    SecureRandom random = new SecureRandom();
    CertificateAuthority authority =
        CertificateAuthority.create("Test CA", day, InstantSource.system(), random);
    ServerIdentity identity =
        authority.issue(ServerNames.of("127.0.0.1"), day, InstantSource.system(), random);
    ServerIdentityFiles files = ServerIdentityFiles.in(folder);
    Files.writeString(files.certificate(), identity.certificatePem());
    Files.writeString(files.key(), identity.keyPem());
    TlsSettings settings = TlsSettings.of(files, Set.of("127.0.0.1"));
    HttpServerOptions options =
        ReloadableServerIdentity.read(settings, InstantSource.system())
            .secure(RegistryRoutes.serverOptions());
    Path trusted = Files.writeString(folder.resolve("ca.crt"), authority.trust().toPem());
    return new TestTls(options, authority.trust().clientContext(), trusted);
  }
}
