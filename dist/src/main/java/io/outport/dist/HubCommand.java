package io.outport.dist;

import io.outport.cli.Contexts;
import io.outport.cli.HubAuditCommand;
import io.outport.cli.HubGarbageCommand;
import io.outport.cli.HubMirrorCommand;
import io.outport.cli.HubPrincipalCommand;
import io.outport.cli.HubPublishCommand;
import io.outport.cli.HubScrubCommand;
import io.outport.cli.HubShowCommand;
import io.outport.cli.Output;
import io.outport.hub.BlobPlace;
import io.outport.hub.HubInit;
import io.outport.hub.HubRequest;
import io.outport.hub.HubServer;
import io.outport.hub.MetadataPlace;
import io.outport.hub.NewHub;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.http.Protection;
import io.outport.registry.upkeep.ContentSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The hub's process. */
@Command(
    name = "hub",
    description = "The hub: the parent registry, and the place that sites are run from.",
    subcommands = {
      HubCommand.Init.class,
      HubCommand.Serve.class,
      HubShowCommand.class,
      HubPrincipalCommand.class,
      HubGarbageCommand.class,
      HubScrubCommand.class,
      HubPublishCommand.class,
      HubMirrorCommand.class,
      HubAuditCommand.class
    })
final class HubCommand {

  /** Makes a hub's data directory. */
  @Command(
      name = "init",
      description = "Make a hub: its data directory, certificates and administrator.",
      footer = {
        "",
        "The hub's address and the administrator's secret are kept for this user, so that other",
        "commands find them; the password is shown this once.",
        "",
        "Example:",
        "  outport hub init --data /var/lib/outport-hub --name myhub --host hub.example.org"
      })
  static final class Init implements Runnable {
    @Mixin private final Output output = new Output();

    @Option(
        names = {"--data"},
        required = true,
        paramLabel = "DIR",
        description = "An empty folder, or one to be made.")
    private Path data = Path.of("");

    @Option(
        names = {"-n", "--name"},
        required = true,
        paramLabel = "NAME",
        description = "Name of the hub and its registry: 5 to 50 letters and digits.")
    private String name = "";

    @Option(
        names = {"--host"},
        paramLabel = "HOST",
        description = "DNS name or address that sites and clients use; default ${DEFAULT-VALUE}.")
    private String host = "localhost";

    @Option(
        names = {"--port"},
        paramLabel = "PORT",
        description = "Port that sites and clients use; default ${DEFAULT-VALUE}.")
    private int port = 8443;

    @Option(
        names = {"--other-names"},
        arity = "1..*",
        paramLabel = "NAME",
        description = "Further names for the certificate.")
    private List<String> otherNames = List.of();

    @ArgGroup(exclusive = false)
    private @Nullable Given given;

    @Override
    public void run() {
      HubRequest.CertificateSource source =
          given == null ? new HubRequest.CertificateSource.OwnAuthority() : given.read();
      HubRequest request = new HubRequest(data, name, host, port, otherNames, source);
      NewHub made = new HubInit(InstantSource.system(), new SecureRandom()).init(request);
      print(made, keepContext(made));
    }

    /** A context that cannot be kept must not keep the password from being shown. */
    private String keepContext(NewHub made) {
      try {
        return Contexts.of(System.getenv()).save(made.context()).toString();
      } catch (Refusal refusal) {
        output.say("outport: " + refusal.getMessage());
        return "";
      }
    }

    private void print(NewHub made, String context) {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("name", made.context().name());
      facts.put("loginServer", made.context().endpoint().getAuthority());
      facts.put("adminUser", made.principal());
      facts.put("adminPassword", made.context().clientSecret());
      facts.put("caFile", made.data().resolve("tls").resolve("ca.crt").toString());
      facts.put("caFingerprint", made.caFingerprint());
      facts.put("certificateExpiry", made.certificateExpiry().toString());
      facts.put("clientId", made.context().clientId());
      facts.put("tenantId", made.context().tenantId());
      facts.put("subscriptionId", made.context().subscriptionId());
      facts.put("contextFile", context);
      List<List<String>> rows =
          facts.entrySet().stream().map(each -> List.of(each.getKey(), each.getValue())).toList();
      output.list(facts, List.of("What", "Value"), rows);
      output.say("start it with: outport hub serve --data " + data);
    }
  }

  /** A certificate of the operator's own. */
  static final class Given {
    @Option(
        names = {"--tls-certificate"},
        required = true,
        paramLabel = "FILE",
        description = "PEM chain to serve with, instead of one of our own authority.")
    private Path certificate = Path.of("");

    @Option(
        names = {"--tls-key"},
        required = true,
        paramLabel = "FILE",
        description = "PEM key of that certificate.")
    private Path key = Path.of("");

    @Option(
        names = {"--tls-ca"},
        paramLabel = "FILE",
        description = "PEM of the authority that sites must trust; left out for a public one.")
    private @Nullable Path authority;

    HubRequest.CertificateSource read() {
      return new HubRequest.CertificateSource.Given(
          text(certificate), text(key), authority == null ? "" : text(authority));
    }

    private static String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new Refusal(
            Refusal.Exit.CERTIFICATE,
            "cannot read %s: %s; name a PEM file".formatted(file, e.getClass().getSimpleName()),
            e);
      }
    }
  }

  /** Serves until asked to end. */
  @Command(name = "serve", description = "Run the hub.")
  static final class Serve implements Runnable {
    private static final String AS_MADE = "";

    @Option(
        names = {"--data"},
        required = true,
        paramLabel = "DIR",
        description = "The folder that 'hub init' made.")
    private Path data = Path.of("");

    @Option(
        names = {"--listen"},
        paramLabel = "ADDRESS:PORT",
        description = "Default: every address, at the port that the hub was made with.")
    private String listen = AS_MADE;

    @Mixin private final MetadataOptions metadata = new MetadataOptions();

    @Mixin private final BlobOptions blobs = new BlobOptions();

    @Mixin private final ContentOptions content = new ContentOptions();

    @Mixin private final ProtectionOptions protection = new ProtectionOptions();

    @Mixin
    private final CertificateIntervalOption certificateInterval = new CertificateIntervalOption();

    @Mixin private final LogOption log = new LogOption();

    @Spec private CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Serve() {}

    @Override
    public void run() {
      log.apply();
      // What was miswritten is said before anything is looked at.
      Duration interval = certificateInterval.choice();
      MetadataPlace metadataPlace = metadata.read();
      BlobPlace blobPlace = blobs.read();
      ContentSettings kept = content.read();
      Protection guarded = protection.read();
      HubServer server =
          HubServer.start(
              new HubServer.Settings(
                  data, address(), interval, metadataPlace, blobPlace, kept, guarded));
      spec.commandLine()
          .getErr()
          .printf(
              "outport: hub serves %s (listening at port %d)%n", server.endpoint(), server.port());
      Serving.untilAskedToEnd(server);
    }

    private InetSocketAddress address() {
      if (listen.isEmpty()) {
        return new InetSocketAddress(HubServer.portOf(data));
      }
      ListenAddress wanted = ListenAddress.parse(listen);
      return new InetSocketAddress(wanted.address(), wanted.port());
    }
  }
}
