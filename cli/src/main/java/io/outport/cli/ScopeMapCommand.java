package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets of rights (reference, 3.5). */
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
  private static final int LONGEST_DESCRIPTION = 256;

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
  @Command(
      name = "create",
      description = "Make a scope map.",
      footer = {
        "",
        "Example:",
        "  outport scope-map create -n readers --repository 'app/*' content/read metadata/read"
      })
  static final class Create implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Rights rights = new Rights();

    @Option(
        names = {"--description"},
        paramLabel = "TEXT",
        description = "At most 256 characters.")
    private String description = "";

    @Override
    public void run() {
      if (rights.isEmpty()) {
        throw new Refusal(
            Refusal.Exit.USAGE, "a scope map grants something: give --repository or --gateway");
      }
      requireShort(description);
      try (HubClient client = hub.open()) {
        ScopeMap made =
            client.scopeMaps().put(name.value, ScopeMap.of(description, rights.lines()));
        output.show(made, ScopeMapTable.TITLES, ScopeMapTable.row(made));
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
        output.list(all, ScopeMapTable.TITLES, all.stream().map(ScopeMapTable::row).toList());
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
        output.show(map, ScopeMapTable.TITLES, ScopeMapTable.row(map));
      }
    }
  }

  /** Adds and removes rights. */
  @Command(name = "update", description = "Add rights to a scope map, or take some away.")
  static final class Update implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final RightsChange change = new RightsChange();

    @Option(
        names = {"--description"},
        paramLabel = "TEXT",
        description = "At most 256 characters.")
    private @Nullable String description;

    @Override
    public void run() {
      change.requireNoBoth();
      if (change.isEmpty() && description == null) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "nothing to change: give --add-repository, --remove-repository, --add-gateway,"
                + " --remove-gateway or --description");
      }
      requireShort(description == null ? "" : description);
      try (HubClient client = hub.open()) {
        ScopeMap changed = client.scopeMaps().update(name.value, now -> Optional.of(changed(now)));
        output.show(changed, ScopeMapTable.TITLES, ScopeMapTable.row(changed));
      }
    }

    private ScopeMap changed(ScopeMap now) {
      Set<String> lines = new LinkedHashSet<>(now.actions());
      lines.addAll(change.added());
      lines.removeAll(Set.copyOf(change.removed()));
      return description == null
          ? ScopeMap.ofActions(List.copyOf(lines))
          : ScopeMap.of(description, List.copyOf(lines));
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

  private static void requireShort(String description) {
    if (description.length() > LONGEST_DESCRIPTION) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "the description has %d characters: use at most %d"
              .formatted(description.length(), LONGEST_DESCRIPTION));
    }
  }
}
