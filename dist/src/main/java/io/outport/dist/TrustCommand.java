package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.trust.HostRoot;
import io.outport.trust.NodeTrust;
import io.outport.trust.RegistryAddress;
import io.outport.trust.TrustProblemOnNode;
import io.outport.trust.TrustServer;
import io.outport.trust.TrustSettings;
import io.outport.trust.TrustStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What makes a node's containerd trust a site. */
@Command(
    name = "trust",
    description = "A node: makes its containerd trust a connected registry, and takes that back.",
    subcommands = {TrustCommand.Serve.class, TrustCommand.Remove.class, TrustCommand.Show.class})
final class TrustCommand {
  /** The node and what it shall trust. */
  static final class Node {
    @Option(
        names = "--root",
        paramLabel = "DIR",
        description = "Where the node's file system is mounted; default ${DEFAULT-VALUE}.")
    private Path root = Path.of("/");

    @Option(
        names = "--ready-port",
        paramLabel = "PORT",
        description = "Port that is open while the node is as it should be, for a probe.")
    private int readyPort;

    @Option(
        names = "--release",
        paramLabel = "NAMESPACE/NAME",
        description =
            "The site's release: a node that another one's trust keeps is left to that, and it is"
                + " said.")
    private String release = "";

    TrustSettings settings(List<String> addresses, List<Path> caFiles, String image, String time) {
      try {
        return new TrustSettings(
            release,
            new HostRoot(root.toAbsolutePath().normalize()),
            addresses.stream().map(RegistryAddress::parse).toList(),
            caFiles,
            image,
            Amounts.time("--proof-time", time));
      } catch (TrustProblemOnNode e) {
        throw new Refusal(Refusal.Exit.USAGE, String.valueOf(e.getMessage()), e);
      }
    }

    /** The settings for what needs no registry. */
    TrustSettings settings() {
      return settings(List.of("https://localhost"), List.of(), "none", "10s");
    }

    /** Prints each change and lets probes know. */
    Consumer<TrustStatus> report(PrintWriter out) {
      ReadyPort port = new ReadyPort(readyPort);
      return status -> {
        out.println(status.toJson());
        out.flush();
        port.set(status.isReady());
      };
    }
  }

  /** Keeps the node's trust. */
  @Command(
      name = "serve",
      description = "Write what containerd needs, prove it, and keep it so until asked to end.",
      footer = {
        "",
        "Example:",
        "  outport trust serve --root /host --address https://10.96.0.50 --ca-file ca.crt"
      })
  static final class Serve implements Runnable {
    @Mixin private final Node node = new Node();

    @Option(
        names = "--address",
        required = true,
        arity = "1..*",
        paramLabel = "URL",
        description = "Where nodes reach the registry; http:// for one without TLS.")
    private List<String> addresses = List.of();

    @Option(
        names = "--ca-file",
        paramLabel = "FILE",
        description = "PEM of its authority; of several the first that is there.")
    private List<Path> caFiles = List.of();

    @Option(
        names = "--proof-image",
        paramLabel = "NAME",
        description =
            "What containerd is asked to pull as a proof; where it is not there, the registry's"
                + " refusal proves as much. Default ${DEFAULT-VALUE}.")
    private String image = "outport/trust-proof:none";

    @Option(
        names = "--proof-time",
        paramLabel = "TIME",
        description = "How long a proof may take; default ${DEFAULT-VALUE}.")
    private String proofTime = "20s";

    @Option(
        names = "--interval",
        paramLabel = "TIME",
        description = "How often a node that is well is looked at; default ${DEFAULT-VALUE}.")
    private String interval = "1m";

    @Option(
        names = "--retry-interval",
        paramLabel = "TIME",
        description = "How often one that is not; default ${DEFAULT-VALUE}.")
    private String retry = "5s";

    @Mixin private final LogOption log = new LogOption();

    @Spec private CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Serve() {}

    @Override
    public void run() {
      log.apply();
      TrustServer.Pace pace =
          new TrustServer.Pace(
              Amounts.time("--interval", interval), Amounts.time("--retry-interval", retry));
      Serving.untilAskedToEnd(
          TrustServer.keep(
              node.settings(addresses, caFiles, image, proofTime),
              pace,
              node.report(spec.commandLine().getOut())));
    }
  }

  /** Puts the node back. */
  @Command(name = "remove", description = "Put the node's files back as they were found.")
  static final class Remove implements Runnable {
    @Mixin private final Node node = new Node();

    @Option(
        names = "--stay",
        description =
            "Do not end when that is done, as a pod of a DaemonSet must not, and put back what an"
                + " old server still writes.")
    private boolean stay;

    @Mixin private final LogOption log = new LogOption();

    @Spec private CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Remove() {}

    @Override
    public void run() {
      log.apply();
      TrustServer.Pace pace = new TrustServer.Pace(Duration.ofSeconds(1), Duration.ofSeconds(1));
      Consumer<TrustStatus> report = node.report(spec.commandLine().getOut());
      if (stay) {
        Serving.untilAskedToEnd(TrustServer.keepRemoved(node.settings(), pace, report));
      } else {
        TrustServer.remove(node.settings(), pace, report).untilDone();
      }
    }
  }

  /** Says how the node stands. */
  @Command(name = "show", description = "Print what was last found out about this node, as JSON.")
  static final class Show implements Runnable {
    @Mixin private final Node node = new Node();

    @Spec private CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Show() {}

    @Override
    public void run() {
      try {
        String status =
            NodeTrust.of(node.settings())
                .lastStatus()
                .orElseThrow(
                    () ->
                        new Refusal(
                            Refusal.Exit.NOT_FOUND, "nothing of Outport's is on this node"));
        spec.commandLine().getOut().print(status);
      } catch (IOException e) {
        throw new Refusal(
            Refusal.Exit.DATA_DIRECTORY, "cannot read this node's status: " + e.getMessage(), e);
      }
    }
  }
}
