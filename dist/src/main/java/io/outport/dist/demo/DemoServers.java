package io.outport.dist.demo;

import io.outport.hubapi.model.ConnectionString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hub, site and the link between them: where they are, and that they end. */
final class DemoServers implements AutoCloseable {
  private final Path folder;
  private final Function<List<String>, List<String>> commandLine;
  private final RunningNote note;
  private final int linkPort;
  private final int hubPort;
  private final int sitePort;
  private @Nullable DemoLink link;
  private @Nullable DemoProcess hub;
  private @Nullable DemoProcess site;

  private DemoServers(
      Path folder,
      Function<List<String>, List<String>> commandLine,
      int linkPort,
      int hubPort,
      int sitePort) {
    this.folder = folder;
    this.commandLine = commandLine;
    this.note = RunningNote.in(folder);
    this.linkPort = linkPort;
    this.hubPort = hubPort;
    this.sitePort = sitePort;
  }

  /**
   * Picks ports for servers below a folder.
   *
   * @param commandLine makes of our own arguments a command line that starts this program again
   */
  static DemoServers in(Path folder, Function<List<String>, List<String>> commandLine)
      throws IOException {
    try (ServerSocket first = bindFree();
        ServerSocket second = bindFree();
        ServerSocket third = bindFree()) {
      return new DemoServers(
          folder, commandLine, first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
    }
  }

  Path hubFolder() {
    return folder.resolve("hub");
  }

  /** The port at which the site finds the hub: the link's, while there is one. */
  int linkPort() {
    return linkPort;
  }

  /** Where the hub itself listens, past the link. */
  URI hubAddress() {
    return URI.create("https://localhost:" + hubPort);
  }

  URI siteAddress() {
    return URI.create("https://localhost:" + sitePort);
  }

  Path siteAuthority() {
    return folder.resolve("site").resolve("tls").resolve("ca.crt");
  }

  void startHub() throws IOException, InterruptedException {
    serveHub(hubPort);
  }

  /** Starts the hub where the link was, so that the site needs this process no longer. */
  void startHubWithoutLink() throws IOException, InterruptedException {
    link().close();
    serveHub(linkPort);
  }

  DemoLink startLink(long bytesPerSecond, long cutAfter) throws IOException {
    DemoLink started = DemoLink.open(linkPort, hubPort, bytesPerSecond, cutAfter);
    link = started;
    return started;
  }

  void startSite(ConnectionString connection) throws IOException, InterruptedException {
    Path file = folder.resolve("site.connection");
    Files.writeString(file, connection.toText());
    List<String> arguments =
        List.of(
            "edge",
            "serve",
            "--connection-string-file",
            file.toString(),
            "--data",
            folder.resolve("site").toString(),
            "--listen",
            "127.0.0.1:" + sitePort);
    DemoProcess started =
        DemoProcess.start("site", commandLine.apply(arguments), folder.resolve("site.log"));
    site = started;
    note.add(started.handle());
    started.awaitListening(sitePort);
  }

  /** Stops the hub as an operator would; answers whether nothing of it is left. */
  boolean stopHub() throws InterruptedException {
    DemoProcess running = Optional.ofNullable(hub).orElseThrow();
    running.stop();
    return !running.isAlive() && !DemoProcess.answers(hubPort);
  }

  boolean siteIsAlive() {
    return site != null && site.isAlive();
  }

  SiteLog siteLog() {
    return new SiteLog(Optional.ofNullable(site).orElseThrow().log());
  }

  DemoLink link() {
    return Optional.ofNullable(link).orElseThrow();
  }

  /** What the servers said last, for a failure. */
  List<String> lastWords() {
    List<String> words = new ArrayList<>();
    Optional.ofNullable(hub).map(DemoProcess::lastWords).ifPresent(words::add);
    Optional.ofNullable(site).map(DemoProcess::lastWords).ifPresent(words::add);
    return words;
  }

  /** Leaves the processes to whoever reads the note: {@link #close} then ends nothing. */
  void leaveRunning() throws IOException {
    hub = null;
    site = null;
    note.keep();
  }

  @Override
  public void close() throws IOException {
    if (site != null) {
      site.close();
    }
    if (hub != null) {
      hub.close();
    }
    if (link != null) {
      link.close();
    }
  }

  private void serveHub(int port) throws IOException, InterruptedException {
    List<String> arguments =
        List.of("hub", "serve", "--data", hubFolder().toString(), "--listen", "127.0.0.1:" + port);
    DemoProcess started =
        DemoProcess.start("hub", commandLine.apply(arguments), folder.resolve("hub.log"));
    hub = started;
    note.add(started.handle());
    started.awaitListening(port);
  }

  private static ServerSocket bindFree() throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
