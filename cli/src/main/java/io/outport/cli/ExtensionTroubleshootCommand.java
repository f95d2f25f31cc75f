package io.outport.cli;

import io.outport.cli.artifact.TarGzip;
import io.outport.hubapi.client.DiagnosticsClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.Pause;
import io.outport.hubapi.model.OperationStatus;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches a report on an extension from its cluster. */
@Command(
    name = "troubleshoot",
    description = {
      "Fetch a report on an extension from its cluster: pods, logs, events, volumes, certificates,",
      "activation; with what the hub knows of its connected registry.",
      "",
      "The cluster's agent gathers it, so nothing but the hub need be reached from here."
    },
    footer = {
      "",
      "Example:",
      "  outport k8s-extension troubleshoot -c site1 -n shop1 --namespace-list connected-registry"
    })
final class ExtensionTroubleshootCommand implements Runnable {
  private static final List<String> TITLES = List.of("File", "Bytes");
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final ClusterRef cluster = new ClusterRef();
  @Mixin private final ExtensionName name = new ExtensionName();

  @Option(
      names = "--namespace-list",
      paramLabel = "NAME[,NAME]",
      description = "Namespaces to look at beside the extension's own.")
  private String namespaces = "";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Where to write the report, for you alone to read; default"
              + " EXTENSION-troubleshoot.tar.gz here.")
  private @Nullable Path file;

  @Option(
      names = "--timeout",
      paramLabel = "MINUTES",
      description = "How long to wait for the cluster's agent; default ${DEFAULT-VALUE}.")
  private int minutes = 10;

  @Override
  public void run() {
    Path target = file == null ? Path.of(name.value + "-troubleshoot.tar.gz") : file;
    List<String> wanted =
        Arrays.stream(namespaces.split("[,\\s]+")).filter(each -> !each.isEmpty()).toList();
    try (HubClient client = hub.open()) {
      DiagnosticsClient reports = cluster.extensions(client, output).diagnostics();
      DiagnosticsClient.Report begun =
          reports.begin(new DiagnosticsClient.Request(name.value, wanted));
      output.say("asked for; waiting for the cluster's agent");
      await(reports, begun.id());
      byte[] archive = withHubView(reports.archive(begun.id()), client);
      write(target, archive);
      List<TarGzip.Entry> entries = entries(target, archive);
      output.list(
          entries,
          TITLES,
          entries.stream().map(each -> List.of(each.name(), Long.toString(each.bytes()))).toList());
      output.say("the report is in %s; look at it before you hand it on".formatted(target));
    }
  }

  private void await(DiagnosticsClient reports, String id) {
    Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
    while (true) {
      DiagnosticsClient.Report report = reports.get(id);
      String status = Objects.requireNonNullElse(report.status(), OperationStatus.IN_PROGRESS);
      if (status.equals(OperationStatus.SUCCEEDED)) {
        return;
      }
      if (!status.equals(OperationStatus.IN_PROGRESS)) {
        throw new Refusal(
            Refusal.Exit.REJECTED,
            "the cluster's agent could not make the report: "
                + Objects.requireNonNullElse(report.message(), "it did not say why"));
      }
      if (!Instant.now().isBefore(end)) {
        throw new Refusal(
            Refusal.Exit.UNREACHABLE,
            "the agent of cluster '%s' did not send a report within %d minutes: see 'outport cluster show -n %s'"
                .formatted(cluster.name, minutes, cluster.name));
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      Pause.REAL.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.Exit.UNREACHABLE, "interrupted while waiting for the report", e);
    }
  }

  private static void write(Path target, byte[] archive) {
    try {
      PrivateFile.write(target, archive);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot write --file %s: %s; name a file in a folder of yours"
              .formatted(target, e.getClass().getSimpleName()),
          e);
    }
  }

  private static byte[] withHubView(byte[] archive, HubClient client) {
    try {
      return HubView.addTo(archive, client);
    } catch (IOException ignored) {
      // What cannot be read is kept as it came, and told of once it is written.
      return archive;
    }
  }

  private static List<TarGzip.Entry> entries(Path target, byte[] archive) {
    try {
      return TarGzip.list(archive);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.REJECTED,
          "%s came, but is no tar archive compressed by gzip: ask for it again".formatted(target),
          e);
    }
  }
}
