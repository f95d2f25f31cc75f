package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.RolloutClient.Action;
import io.outport.hubapi.model.Rollout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** New versions for many sites. */
@Command(
    name = "rollout",
    description = "Rollouts: a new version for all sites, ring after ring, as long as it works.",
    subcommands = {
      RolloutCommand.Create.class,
      RolloutCommand.ListAll.class,
      RolloutCommand.Show.class,
      RolloutCommand.Pause.class,
      RolloutCommand.Resume.class,
      RolloutCommand.Cancel.class,
      RolloutCommand.Delete.class
    })
public final class RolloutCommand {

  /** The rollout that a command is about. */
  static final class Name {
    @Option(
        names = {"-n", "--name"},
        required = true,
        paramLabel = "ROLLOUT",
        description = "Name of the rollout.")
    String value = "";
  }

  /** Begins one. */
  @Command(
      name = "create",
      description = {
        "Bring all extensions of one type, pinned ones too, to one version.",
        "",
        "The rings are values of the clusters' tag 'ring', see 'outport cluster update --tags'; all"
            + " other clusters are the last ring. The first extension that fails stops the rollout;"
            + " what is offline or held is taken up when it is back."
      },
      footer = {
        "",
        "Examples:",
        "  outport rollout create -n spring --version 1.4.0 --rings canary,west",
        "  outport rollout create -n spring --version 1.4.0 --max-unavailable 5 --soak 2h"
      })
  static final class Create implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Option(
        names = "--extension-type",
        paramLabel = "TYPE",
        description = "The extensions' type; default ${DEFAULT-VALUE}.")
    private String type = "Microsoft.ContainerRegistry.ConnectedRegistry";

    @Option(
        names = "--version",
        required = true,
        paramLabel = "VERSION",
        description = "The version that all are to run.")
    private String version = "";

    @Option(
        names = "--rings",
        split = ",",
        paramLabel = "RING",
        description = "Which clusters come first, such as canary,west.")
    private List<String> rings = List.of();

    @Option(
        names = "--max-unavailable",
        paramLabel = "COUNT",
        description =
            "How many clusters of a ring may be in change at a time; those that are offline do not"
                + " count. Default 1.")
    private @Nullable Integer maxUnavailable;

    @Option(
        names = "--soak",
        paramLabel = "TIME",
        description =
            "How long a ring must have succeeded before the next begins, such as 90s, 10m, 2h, 1d"
                + " or PT1H30M. Default 10m.")
    private @Nullable String soak;

    @Override
    public void run() {
      String span = Spans.soak(soak);
      Rollout wanted =
          Rollout.of(Rollout.Properties.asked(type, version, rings, maxUnavailable, span));
      try (HubClient client = hub.open()) {
        RolloutTable.show(client.rollouts().put(name.value, wanted), output);
        if (output.isTable()) {
          output.say(
              "see how far it is with 'outport rollout show -n %s%s'"
                  .formatted(name.value, hub.words()));
        }
      }
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "List the rollouts.")
  static final class ListAll implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<Rollout> all = client.rollouts().list();
        output.list(all, RolloutTable.TITLES, all.stream().map(RolloutTable::row).toList());
      }
    }
  }

  /** Shows one. */
  @Command(name = "show", description = "Show one rollout, and how far it is at each site.")
  static final class Show implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        RolloutTable.show(client.rollouts().get(name.value), output);
      }
    }
  }

  /** Has it begin nothing. */
  @Command(name = "pause", description = "Begin no more sites; what has begun is finished.")
  static final class Pause implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      act(hub, name, Action.PAUSE, output);
    }
  }

  /** Has it go on. */
  @Command(
      name = "resume",
      description =
          "Go on after a pause or a failure; sites that failed keep what they have, and are not"
              + " tried again.")
  static final class Resume implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      act(hub, name, Action.RESUME, output);
    }
  }

  /** Ends it. */
  @Command(
      name = "cancel",
      description = "End a rollout; sites that have the new version keep it, the others theirs.")
  static final class Cancel implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      act(hub, name, Action.CANCEL, output);
    }
  }

  /** Forgets it. */
  @Command(name = "delete", description = "Forget a rollout that has ended.")
  static final class Delete implements Runnable {
    @Mixin private final ClusterHub hub = new ClusterHub(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    public void run() {
      confirmation.ask("Forget rollout '%s'?".formatted(name.value));
      try (HubClient client = hub.open()) {
        if (!client.rollouts().delete(name.value)) {
          output.warn("there was no rollout '%s'".formatted(name.value));
          return;
        }
        output.say("deleted rollout '%s'".formatted(name.value));
      }
    }
  }

  private static void act(ClusterHub hub, Name name, Action action, Output output) {
    try (HubClient client = hub.open()) {
      RolloutTable.show(client.rollouts().act(name.value, action), output);
    }
  }
}
