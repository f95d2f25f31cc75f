package io.outport.bench;

import io.outport.testkit.FreePorts;
import io.outport.testkit.process.Command;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.Programs;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** CNCF distribution on the file system, set for speed. */
record Distribution(Path folder, URI base, ServerProcess process, Http http) implements Contender {
  static final String NAME = "distribution";

  private static final String PROGRAM = "registry";

  /** Starts a new one in this folder. */
  static Distribution start(Path folder, Transport transport, Identity identity, Http http)
      throws IOException {
    int port = FreePorts.pick();
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("config.yml"), config(folder, port));
    if (transport == Transport.TLS) {
      Files.writeString(file, config(folder, port) + tls(identity));
    }
    Command serve =
        Command.of(Programs.find(PROGRAM), "serve", file.toString())
            .with("OTEL_TRACES_EXPORTER", "none");
    ServerProcess process = ServerProcess.start(serve, folder.resolve("log"), port);
    URI base = URI.create("%s://127.0.0.1:%d".formatted(transport.scheme(), port));
    return new Distribution(folder, base, process, http);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return Command.of(Programs.find(PROGRAM), "--version").run().succeeded().out().strip();
  }

  @Override
  public String settings() {
    return "file system, in-memory blob descriptor cache, no validation, no health check,"
        + " log level error, no access log, no authentication";
  }

  @Override
  public Optional<String> token(String scope) {
    return Optional.empty();
  }

  @Override
  public void hold(String repository, String tag, Image image) throws IOException {
    new Pusher(http, base, authorization("")).image(repository, tag, image);
  }

  @Override
  public void close() throws IOException {
    process.close();
    Folders.delete(folder);
  }

  private static String config(Path folder, int port) {
    return """
    version: 0.1
    log:
      level: error
      accesslog:
        disabled: true
    storage:
      filesystem:
        rootdirectory: %s
      cache:
        blobdescriptor: inmemory
      delete:
        enabled: true
    validation:
      disabled: true
    health:
      storagedriver:
        enabled: false
    http:
      addr: 127.0.0.1:%d
      secret: bench
    """
        .formatted(folder.resolve("store"), port);
  }

  private static String tls(Identity identity) {
    return """
      tls:
        certificate: %s
        key: %s
    """
        .formatted(identity.certificate(), identity.key());
  }
}
