package io.outport.edge;

import io.outport.oci.client.BlobStream;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;

/** A node at the site: pulls with the client token and trusts the site's CA alone. */
final class SiteClient implements AutoCloseable {
  private static final ClientSettings SETTINGS =
      ClientSettings.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));

  final RegistryClient registry;

  SiteClient(EdgeServer site) throws IOException {
    String ca = Files.readString(site.certificateAuthority());
    registry =
        RegistryClient.create(
            RegistryEndpoint.of(URI.create("https://" + site.loginServer()))
                .withTls(TrustBundle.ofPem(ca).clientContext())
                .withCredentials(new Credentials(TestHub.CLIENT, TestHub.CLIENT_PASSWORD)),
            SETTINGS);
  }

  /** Whether the site serves this tag as this manifest. */
  boolean has(String repository, String tag, Digest digest) {
    return registry
        .resolve(new RepositoryName(repository), Reference.parse(tag))
        .filter(found -> found.digest().equals(digest))
        .isPresent();
  }

  boolean has(String repository, String tag) {
    return registry.resolve(new RepositoryName(repository), Reference.parse(tag)).isPresent();
  }

  /** Pulls an image with all its blobs, checking every digest; says how many blob bytes. */
  long pull(String repository, String tag) {
    var name = new RepositoryName(repository);
    FetchedManifest manifest = registry.fetchManifest(name, Reference.parse(tag));
    long bytes = 0;
    for (Descriptor blob : Manifest.parse(manifest.mediaType(), manifest.bytes()).blobs()) {
      bytes += blob(name, blob);
    }
    return bytes;
  }

  private long blob(RepositoryName name, Descriptor blob) {
    var whole = ByteBuffer.allocate((int) blob.size());
    try (BlobStream stream = registry.openBlob(name, blob, 0)) {
      while (whole.hasRemaining() && stream.read(whole) >= 0) {
        Thread.onSpinWait();
      }
    }
    Digest actual = Digest.ofBytes(blob.digest().algorithm(), whole.array());
    if (!actual.equals(blob.digest())) {
      throw new AssertionError("pulled " + actual + " as " + blob.digest());
    }
    return blob.size();
  }

  @Override
  public void close() {
    registry.close();
  }
}
