package io.outport.cli;

import io.outport.hubapi.client.ClusterClient;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.EnrolmentSecret;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a cluster known and prints what runs its agent there. */
@Command(
    name = "connect",
    description = {
      "Connect a cluster: print the Kubernetes objects that run Outport's agent in it.",
      "",
      "Nothing is changed in the cluster until they are applied. They hold a secret that is good"
          + " for 24 hours, and once. Run this again to move a cluster's place to another agent."
    },
    footer = {
      "",
      "Examples:",
      "  outport cluster connect -n site1 | kubectl apply -f -",
      "  outport cluster connect -n site1 --output-file agent.yaml"
    })
final class ClusterConnectCommand implements Runnable {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[?::1]?");

  @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final ClusterCommand.Name name = new ClusterCommand.Name();
  @Mixin private final ClusterTags tags = new ClusterTags();
  @Mixin private final ClusterCommand.Ignored ignored = new ClusterCommand.Ignored();

  @Option(
      names = "--agent-image",
      paramLabel = "REFERENCE",
      description =
          "Image of the agent; default outport/agent of this version in the hub's registry, where"
              + " 'outport hub publish --agent-image' puts it.")
  private String image = "";

  @Option(
      names = "--image-pull-secret",
      paramLabel = "NAME",
      description =
          "A docker-registry secret in namespace outport-agent to pull --agent-image with; not"
              + " needed for an image in the hub.")
  private String pullSecret = "";

  @Option(
      names = "--output-file",
      paramLabel = "FILE",
      description = "Write the objects here, for you alone to read, and print the cluster.")
  private @Nullable Path file;

  @Option(
      names = "--distribution",
      paramLabel = "NAME",
      description = "What the cluster is, such as k3s; its agent finds out if left out.")
  private @Nullable String distribution;

  @Option(
      names = "--infrastructure",
      paramLabel = "NAME",
      description = "Where the cluster runs; its agent finds out if left out.")
  private @Nullable String infrastructure;

  @Option(
      names = {"-y", "--yes"},
      hidden = true,
      description = "Accepted for scripts; nothing is asked.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
  private boolean yes;

  @Spec private CommandSpec spec;

  /** Made by picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  ClusterConnectCommand() {}

  @Override
  public void run() {
    HubContext context = hub.context();
    try (HubClient client = hub.open()) {
      ClusterClient clusters = client.clusters();
      Optional<Cluster> before = clusters.find(name.value);
      Cluster cluster =
          clusters.put(name.value, Cluster.of(distribution, infrastructure, tags(before)));
      EnrolmentSecret secret = clusters.enrol(name.value);
      AgentManifests manifests =
          new AgentManifests(
              context.endpoint().toString(),
              Optional.ofNullable(cluster.id()).orElse(clusters.id(name.value).toString()),
              secret,
              context.caPem(),
              image(context),
              pullSecret);
      if (before.isPresent()) {
        output.say(
            "cluster '%s' is known already: its agent loses its place when these are applied"
                .formatted(name.value));
      }
      warnOfLoopback(context.endpoint().getHost());
      print(manifests, cluster);
      output.say(
          "good until %s; then see 'outport cluster show -n %s%s'"
              .formatted(Times.local().cell(secret.expiresOn()), name.value, hub.words()));
    }
  }

  /** Connecting anew takes none away. */
  private @Nullable Map<String, String> tags(Optional<Cluster> before) {
    Map<String, String> given = tags.all();
    return given == null ? before.map(Cluster::tags).orElse(null) : given;
  }

  private void warnOfLoopback(String host) {
    if (LOOPBACK.matcher(host).matches()) {
      output.warn(
          "you are signed in to the hub at '%s', which in a pod is the pod itself: sign in by the name that the cluster knows the hub by"
              .formatted(host));
    }
  }

  private String image(HubContext context) {
    return image.isEmpty()
        ? "%s/%s:%s"
            .formatted(context.endpoint().getAuthority(), Published.AGENT_IMAGE, Published.ownTag())
        : image;
  }

  private void print(AgentManifests manifests, Cluster cluster) {
    if (file == null) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(manifests.toYaml());
      out.flush();
      output.say("apply what is printed with kubectl (add: | kubectl apply -f -)");
      return;
    }
    write(file, manifests.toYaml());
    output.show(cluster, ClusterTable.TITLES, ClusterTable.row(cluster));
    output.say("apply it with: kubectl apply -f %s".formatted(file));
  }

  private static void write(Path file, String text) {
    try {
      PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot write --output-file %s: %s; name a file in a folder of yours"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }
}
