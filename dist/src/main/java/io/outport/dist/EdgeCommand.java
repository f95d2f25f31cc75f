package io.outport.dist;

import io.outport.edge.EdgeServer;
import io.outport.edge.EdgeSettings;
import io.outport.edge.LocalChoices;
import io.outport.edge.LogLevel;
import io.outport.edge.SiteTls;
import io.outport.hubapi.client.ProxyVariables;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.tls.ServerIdentityFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A site's process. */
@Command(
    name = "edge",
    description = "A site: keeps the repositories it was given and serves them, link or no link.",
    subcommands = EdgeCommand.Serve.class)
final class EdgeCommand {
  private static final String VARIABLE = "ACR_REGISTRY_CONNECTION_STRING";
  private static final int MAX_STRING_BYTES = 64 * 1024;

  /** Serves until asked to end. */
  @Command(
      name = "serve",
      description = "Run a site. Its connection string comes from the hub's get-settings.",
      footer = {
        "",
        "Example:",
        "  outport edge serve --connection-string-file shop1.connection --data /var/lib/outport"
      })
  static final class Serve implements Runnable {
    @Option(
        names = {"--connection-string-file"},
        paramLabel = "FILE",
        description = "File with the connection string; else $" + VARIABLE + " is read.")
    private @Nullable Path file;

    @Option(
        names = {"--data"},
        required = true,
        paramLabel = "DIR",
        description = "The site's own folder; made where there is none.")
    private Path data = Path.of("");

    @Option(
        names = {"--listen"},
        paramLabel = "ADDRESS:PORT",
        description = "Default ${DEFAULT-VALUE}.")
    private String listen = "0.0.0.0:8443";

    @Option(
        names = {"--host"},
        arity = "1..*",
        paramLabel = "NAME",
        description =
            "Names and addresses by which clients call the site, for its certificate; default"
                + " localhost and 127.0.0.1.")
    private List<String> hosts = List.of("localhost", "127.0.0.1");

    @Option(
        names = {"--offline-grace"},
        paramLabel = "TIME",
        description =
            "How long after the last contact with the parent a password works on that expired"
                + " since, such as 12h or 7d; 0s for not at all; default ${DEFAULT-VALUE}.")
    private String offlineGrace = "72h";

    @ArgGroup(exclusive = true)
    private Transport transport = new Transport();

    @Mixin private final ContentOptions content = new ContentOptions();

    @Mixin private final ProtectionOptions protection = new ProtectionOptions();

    @Mixin private final LogOption log = new LogOption();

    @Spec private picocli.CommandLine.Model.CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Serve() {}

    @Override
    public void run() {
      log.apply();
      ListenAddress address = ListenAddress.parse(listen);
      ConnectionString connection = ConnectionString.parse(text());
      EdgeSettings settings =
          EdgeSettings.of(data, connection, address.address(), address.port(), hosts)
              .withContent(content.read())
              .withProtection(protection.read())
              .withChoices(choices())
              .withProxy(ProxyVariables.read(System.getenv()));
      EdgeServer server = EdgeServer.start(settings.withTls(transport.read()));
      spec.commandLine()
          .getErr()
          .printf("outport: site '%s' serves %s%n", connection.name(), server.describe());
      Serving.untilAskedToEnd(server);
    }

    /** What is said here goes before what the hub says. */
    private LocalChoices choices() {
      return new LocalChoices(
          Amounts.time("--offline-grace", offlineGrace),
          content.saysGarbageSchedule() ? LocalChoices.Decider.SITE : LocalChoices.Decider.HUB,
          log.isGiven() ? LogLevel.FIXED : Logs::follow);
    }

    private String text() {
      String variable = System.getenv().getOrDefault(VARIABLE, "");
      if (file == null) {
        if (variable.isEmpty()) {
          throw new Refusal(
              Refusal.Exit.USAGE,
              "no connection string: give --connection-string-file or set " + VARIABLE);
        }
        return variable;
      }
      return read(file);
    }

    private static String read(Path file) {
      try {
        if (Files.size(file) > MAX_STRING_BYTES) {
          throw new Refusal(
              Refusal.Exit.USAGE, "%s is no connection string: it is too large".formatted(file));
        }
        return Files.readString(file);
      } catch (NoSuchFileException e) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "there is no file %s: name the file with the connection string".formatted(file),
            e);
      } catch (IOException e) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "cannot read %s: %s".formatted(file, e.getClass().getSimpleName()),
            e);
      }
    }
  }

  /** How clients reach the site; by HTTPS with a certificate of its own where nothing is said. */
  static final class Transport {
    @ArgGroup(exclusive = false)
    private @Nullable TlsFiles files;

    @Option(
        names = {"--plain-http"},
        description =
            "Serve without encryption, for networks that nobody else can reach: passwords and"
                + " content can be read and changed on the way.")
    private boolean plain;

    SiteTls read() {
      if (plain) {
        return new SiteTls.Off();
      }
      return files == null
          ? new SiteTls.OwnAuthority()
          : new SiteTls.Given(files.files(), files.overlap());
    }
  }

  /** A certificate of the operator's own. */
  static final class TlsFiles {
    @Option(
        names = {"--tls-certificate"},
        required = true,
        paramLabel = "FILE",
        description = "PEM chain to serve with, instead of one of our own making.")
    private Path certificate = Path.of("");

    @Option(
        names = {"--tls-key"},
        required = true,
        paramLabel = "FILE",
        description = "PEM key of that certificate.")
    private Path key = Path.of("");

    @Option(
        names = {"--authority-overlap"},
        paramLabel = "TIME",
        description =
            "How long a replacing certificate by another authority is held back while the old one"
                + " is good, so that clients can be given the new authority first; default"
                + " ${DEFAULT-VALUE}.")
    private String overlap = "0s";

    Duration overlap() {
      return Amounts.time("--authority-overlap", overlap);
    }

    ServerIdentityFiles files() {
      return new ServerIdentityFiles(certificate, key);
    }
  }
}
