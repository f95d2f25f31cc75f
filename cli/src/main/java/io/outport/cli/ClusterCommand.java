package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.Refusal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The clusters. */
@Command(
    name = "cluster",
    description = "Kubernetes clusters: where extensions, and sites with them, are installed.",
    subcommands = {
      ClusterConnectCommand.class,
      ClusterCommand.ListAll.class,
      ClusterCommand.Show.class,
      ClusterCommand.Update.class,
      ClusterCommand.Delete.class
    })
public final class ClusterCommand {

  /** The cluster that a command is about. */
  static final class Name {
    @Option(
        names = {"-n", "--name"},
        required = true,
        paramLabel = "CLUSTER",
        description = "Name of the cluster.")
    String value = "";
  }

  /** Lists them. */
  @Command(name = "list", description = "List the clusters: of one group with -g, else all.")
  static final class ListAll implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<Cluster> all = hub.hasGroup() ? client.clusters().list() : client.clusters().listAll();
        output.list(all, ClusterTable.TITLES, all.stream().map(ClusterTable::row).toList());
      }
    }
  }

  /** Shows one. */
  @Command(name = "show", description = "Show one cluster, and whether its agent is heard of.")
  static final class Show implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        Cluster cluster = client.clusters().get(name.value);
        output.show(cluster, ClusterTable.TITLES, ClusterTable.row(cluster));
        if (output.isTable()) {
          sayHold(cluster);
          explain(cluster);
        }
      }
    }

    private void sayHold(Cluster cluster) {
      String hold = cluster.properties() == null ? null : cluster.properties().hold();
      if (hold != null) {
        output.say("its people want nothing begun there now: " + hold);
      }
    }

    private void explain(Cluster cluster) {
      String state =
          cluster.properties() == null ? null : cluster.properties().connectivityStatus();
      if (Cluster.CONNECTING.equals(state)) {
        output.say("its agent was not heard of yet: apply what 'outport cluster connect' printed");
      } else if (Cluster.EXPIRED.equals(state)) {
        output.say(
            "its agent never came, and the enrolment secret has ended: run 'outport cluster connect"
                + " -n %s%s' again, and apply what it prints".formatted(name.value, hub.words()));
      } else if (Cluster.OFFLINE.equals(state)) {
        output.say(
            "its agent is silent: look at it with 'kubectl -n %s get pods'; what is asked for"
                    .formatted(AgentManifests.NAMESPACE)
                + " meanwhile is done when it is back");
      }
    }
  }

  /** Changes one. */
  @Command(
      name = "update",
      description = "Change the tags of a cluster, such as the ring of rollouts that it is in.",
      footer = {"", "Example:", "  outport cluster update -n site1 --tags ring=canary"})
  static final class Update implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final ClusterTags tags = new ClusterTags();
    @Mixin private final Ignored ignored = new Ignored();

    @Override
    public void run() {
      Map<String, String> wanted = tags.all();
      if (wanted == null) {
        throw new Refusal(
            Refusal.Exit.USAGE, "nothing to change: give --tags, such as --tags ring=canary");
      }
      try (HubClient client = hub.open()) {
        Cluster cluster = client.clusters().retag(name.value, wanted);
        output.show(cluster, ClusterTable.TITLES, ClusterTable.row(cluster));
      }
    }
  }

  /** Forgets one. */
  @Command(
      name = "delete",
      description = "Forget a cluster, which may have no extensions left; the agent stays there.")
  static final class Delete implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Confirmation confirmation = new Confirmation();
    @Mixin private final Ignored ignored = new Ignored();

    @Override
    public void run() {
      confirmation.ask("Forget cluster '%s'?".formatted(name.value));
      try (HubClient client = hub.open()) {
        if (!client.clusters().delete(name.value)) {
          output.warn("there was no cluster '%s'".formatted(name.value));
          return;
        }
        output.say("deleted cluster '%s'".formatted(name.value));
        output.say(
            "left in place; to delete it: kubectl delete namespace/%1$s clusterrolebinding/%1$s"
                .formatted(AgentManifests.NAMESPACE));
      }
    }
  }

  /** What scripts for the vendor's client say of how the cluster is reached. */
  static final class Ignored {
    @Option(
        names = {
          "--kube-config",
          "--kube-context",
          "--location",
          "-l",
          "--correlation-id",
          "--onboarding-timeout"
        },
        hidden = true,
        arity = "1..*",
        description = "Accepted for scripts; nothing here speaks to the cluster itself.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
    private List<String> text = List.of();

    @Option(
        names = {"--force", "--no-wait", "--skip-ssl-verification", "--disable-auto-upgrade"},
        hidden = true,
        description = "Accepted for scripts.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
    private boolean flag;
  }
}
