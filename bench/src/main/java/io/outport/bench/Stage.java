package io.outport.bench;

import io.outport.testkit.process.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.SplittableRandom;

/** One temporary folder with all that a run needs. Closing it ends every server and removes it. */
final class Stage implements AutoCloseable {
  private final Path folder;
  private final Identity identity;
  private final Http http;
  private final Wrk wrk;
  private final Deque<Contender> contenders = new ArrayDeque<>();
  private int started;

  private Stage(Path folder, Identity identity, Http http, Wrk wrk) {
    this.folder = folder;
    this.identity = identity;
    this.http = http;
    this.wrk = wrk;
  }

  static Stage open() throws IOException {
    Path folder = Files.createTempDirectory("outport-bench");
    Identity identity = Identity.make(folder.resolve("tls"));
    Http http = Http.trusting(identity.issuer().trust().clientContext());
    Wrk wrk = new Wrk(unpack(folder, "report.lua"), unpack(folder, "openssl.cnf"));
    return new Stage(folder, identity, http, wrk);
  }

  Path folder() {
    return folder;
  }

  Identity identity() {
    return identity;
  }

  Http http() {
    return http;
  }

  Wrk wrk() {
    return wrk;
  }

  FreshConnection fresh() {
    return new FreshConnection(identity.issuer().trust());
  }

  /** A maker of content that is the same in every run. */
  Content content() throws IOException {
    return new Content(
        Files.createDirectories(folder.resolve("content")), new SplittableRandom(started));
  }

  OutportHub outport(String... serveWords) throws IOException {
    return own(OutportHub.start(identity, http, serveWords));
  }

  /** A site of a hub of its own, over plain HTTP. */
  OutportSite plainSite() throws IOException {
    return own(OutportSite.start(outport(), http));
  }

  Distribution distribution(Transport transport) throws IOException {
    return own(Distribution.start(place(Distribution.NAME), transport, identity, http));
  }

  NginxStatic nginx(Transport transport) throws IOException {
    return own(NginxStatic.start(place(NginxStatic.NAME), transport, identity));
  }

  /** Ends the servers so far; the next workload gets fresh ones. */
  synchronized void clear() throws IOException {
    while (!contenders.isEmpty()) {
      contenders.pop().close();
    }
    Folders.delete(folder.resolve("content"));
  }

  @Override
  public void close() throws IOException {
    clear();
    http.close();
    Folders.delete(folder);
  }

  private synchronized <T extends Contender> T own(T contender) {
    contenders.push(contender);
    return contender;
  }

  private Path place(String name) {
    started++;
    return folder.resolve(name + started);
  }

  private static Path unpack(Path folder, String resource) throws IOException {
    Path file = folder.resolve(resource);
    try (InputStream in = Objects.requireNonNull(Stage.class.getResourceAsStream(resource))) {
      Files.copy(in, file);
    }
    return file;
  }
}
