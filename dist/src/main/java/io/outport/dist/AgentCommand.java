package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A cluster's process. */
@Command(
    name = "agent",
    description = "A Kubernetes cluster: keeps its extensions as the hub wants them.",
    subcommands = AgentCommand.Run.class)
final class AgentCommand {

  /** Runs until asked to end. */
  @Command(
      name = "run",
      description = {
        "Run a cluster's agent. Inside a pod it speaks to its own cluster, else to that of"
            + " $KUBECONFIG.",
        "Usually the manifests that 'outport cluster connect' prints start it."
      },
      footer = {"", "Example:", "  outport agent run --enrolment /etc/outport/enrolment"})
  static final class Run implements Runnable {
    private static final String KUBECONFIG = "KUBECONFIG";
    private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

    @Option(
        names = "--enrolment",
        required = true,
        paramLabel = "DIR",
        description = "Folder with the files hub, clusterId, secret and, where needed, ca.crt.")
    private Path enrolment = Path.of("");

    @Option(
        names = "--namespace",
        paramLabel = "NAME",
        description = "Where it keeps what it remembers; default ${DEFAULT-VALUE}.")
    private String namespace = "outport-agent";

    @Option(
        names = "--cache",
        paramLabel = "DIR",
        description = "Its own folder, for charts; default ${DEFAULT-VALUE}.")
    private Path cache = Path.of("/var/cache/outport");

    @Mixin private final LogOption log = new LogOption();

    /** Made by picocli, which fills the fields. */
    Run() {}

    @Override
    public void run() {
      log.apply();
      Path kubeconfig = kubeconfig();
      try {
        AgentStart.serve(enrolment, namespace, kubeconfig, cache);
      } catch (NoClassDefFoundError e) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "this installation lacks the agent: use the image that 'outport image build --agent'"
                + " makes",
            e);
      }
    }

    private static @Nullable Path kubeconfig() {
      String file = System.getenv().getOrDefault(KUBECONFIG, "");
      if (file.isEmpty() && System.getenv().getOrDefault(IN_CLUSTER, "").isEmpty()) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "no cluster: run it in a pod, or set KUBECONFIG to the file with the access to one");
      }
      if (!file.isEmpty() && !Files.isRegularFile(Path.of(file))) {
        throw new Refusal(
            Refusal.Exit.USAGE, "KUBECONFIG names %s, which is no file".formatted(file));
      }
      return file.isEmpty() ? null : Path.of(file);
    }
  }
}
