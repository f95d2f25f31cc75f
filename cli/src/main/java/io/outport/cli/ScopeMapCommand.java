package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets of rights. */
@Command(
    name = "scope-map",
    description = "Scope maps: named sets of rights that tokens point at.",
    subcommands = {
      ScopeMapCommand.Create.class,
      ScopeMapCommand.ListAll.class,
      ScopeMapCommand.Show.class,
      ScopeMapCommand.Update.class,
      ScopeMapCommand.Delete.class
    })
public final class ScopeMapCommand {
  private static final List<String> TITLES = List.of("Name", "Description", "Actions");

  /** The scope map that a command is about. */
  static final class Name {
    @Option(
        names = {"-n", "--name"},
        required = true,
        paramLabel = "NAME",
        description = "Name of the scope map.")
    String value = "";
  }

  /** Makes one. */
  @Command(name = "create", description = "Make a scope map.")
  static final class Create implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Option(
        names = {"--repository"},
        required = true,
        paramLabel = "REPOSITORY ACTION...",
        parameterConsumer = Grant.Consumer.class,
        description = "What it grants; repeatable.")
    private List<Grant> grants = new ArrayList<>();

    @Option(
        names = {"--description"},
        paramLabel = "TEXT",
        description = "At most 256 characters.")
    private String description = "";

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<String> lines = grants.stream().flatMap(Grant::lines).distinct().toList();
        ScopeMap made = client.scopeMaps().put(name.value, ScopeMap.of(description, lines));
        output.show(made, TITLES, row(made));
      }
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "List the scope maps.")
  static final class ListAll implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<ScopeMap> all = client.scopeMaps().list();
        output.list(all, TITLES, all.stream().map(ScopeMapCommand::row).toList());
      }
    }
  }

  /** Shows one. */
  @Command(name = "show", description = "Show one scope map.")
  static final class Show implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        ScopeMap map = client.scopeMaps().get(name.value);
        output.show(map, TITLES, row(map));
      }
    }
  }

  /** Adds and removes rights. */
  @Command(name = "update", description = "Add rights to a scope map, or take some away.")
  static final class Update implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Option(
        names = {"--add-repository"},
        paramLabel = "REPOSITORY ACTION...",
        parameterConsumer = Grant.Consumer.class,
        description = "Rights to add; repeatable.")
    private List<Grant> added = new ArrayList<>();

    @Option(
        names = {"--remove-repository"},
        paramLabel = "REPOSITORY ACTION...",
        parameterConsumer = Grant.Consumer.class,
        description = "Rights to take away; repeatable.")
    private List<Grant> removed = new ArrayList<>();

    @Override
    public void run() {
      if (added.isEmpty() && removed.isEmpty()) {
        throw new Refusal(
            Refusal.Exit.USAGE, "nothing to change: give --add-repository or --remove-repository");
      }
      try (HubClient client = hub.open()) {
        ScopeMap now = client.scopeMaps().get(name.value);
        Set<String> lines =
            new LinkedHashSet<>(Optional.ofNullable(now.properties().actions()).orElse(List.of()));
        added.stream().flatMap(Grant::lines).forEach(lines::add);
        removed.stream().flatMap(Grant::lines).forEach(lines::remove);
        String description = Optional.ofNullable(now.properties().description()).orElse("");
        ScopeMap changed =
            client.scopeMaps().put(name.value, ScopeMap.of(description, List.copyOf(lines)));
        output.show(changed, TITLES, row(changed));
      }
    }
  }

  /** Deletes one. */
  @Command(name = "delete", description = "Delete a scope map; refused while a token points at it.")
  static final class Delete implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    public void run() {
      confirmation.ask("Delete scope map '%s'?".formatted(name.value));
      try (HubClient client = hub.open()) {
        client.scopeMaps().delete(name.value);
        output.say("deleted scope map '%s'".formatted(name.value));
      }
    }
  }

  private static List<String> row(ScopeMap map) {
    return List.of(
        Optional.ofNullable(map.name()).orElse("-"),
        Optional.ofNullable(map.properties().description()).orElse(""),
        String.join(" ", Optional.ofNullable(map.properties().actions()).orElse(List.of())));
  }
}
