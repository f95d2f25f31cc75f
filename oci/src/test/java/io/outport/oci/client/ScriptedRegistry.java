package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A scripted server and a client of it whose clock and pauses are virtual. */
final class ScriptedRegistry implements AutoCloseable {
  static final RepositoryName APP = new RepositoryName("app/web");
  static final Credentials SITE = new Credentials("site", "s3cret-pässword");
  static final ClientSettings QUICK =
      ClientSettings.defaults()
          .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
          .withMaxAttempts(3);

  final RawHttpServer server;
  final VirtualClock clock = VirtualClock.start();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<RegistryClient> clients = new ArrayList<>();

  private ScriptedRegistry(RawHttpServer server) {
    this.server = server;
  }

  static ScriptedRegistry start(RawHttpServer.Script script) throws IOException {
    return new ScriptedRegistry(RawHttpServer.start(script));
  }

  RegistryClient anonymous() {
    return client(QUICK, endpoint -> endpoint);
  }

  RegistryClient client() {
    return client(QUICK, endpoint -> endpoint.withCredentials(SITE));
  }

  RegistryClient client(ClientSettings settings) {
    return client(settings, endpoint -> endpoint.withCredentials(SITE));
  }

  RegistryClient client(ClientSettings settings, UnaryOperator<RegistryEndpoint> change) {
    Surroundings surroundings =
        new Surroundings(
            clock,
            new Random(7),
            pause -> {
              pauses.add(pause);
              clock.advance(pause);
            });
    RegistryClient client =
        RegistryClient.create(
            change.apply(RegistryEndpoint.of(server.uri())), settings, surroundings);
    clients.add(client);
    return client;
  }

  List<RawHttpServer.Request> requests() {
    return server.requests();
  }

  @Override
  public void close() throws IOException {
    clients.forEach(RegistryClient::close);
    server.close();
  }

  static byte[] content(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static Descriptor blob(byte[] content) {
    return Descriptor.of(MediaType.OCTET_STREAM, Digest.ofBytes(content), content.length);
  }

  static byte[] drain(BlobStream stream) {
    ByteBuffer all = ByteBuffer.allocate(8 * 1024 * 1024);
    while (stream.read(all) >= 0) {
      Thread.onSpinWait();
    }
    return Arrays.copyOf(all.array(), all.position());
  }
}
