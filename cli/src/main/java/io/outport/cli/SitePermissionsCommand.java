package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.oci.model.RepositoryPattern;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a site keeps, which is what its sync token may fetch (reference, 3.4). */
@Command(
    name = "permissions",
    description = "What a site keeps: the rights of its sync token.",
    subcommands = {SitePermissionsCommand.Show.class, SitePermissionsCommand.Update.class})
final class SitePermissionsCommand {

  /** Shows them. */
  @Command(name = "show", description = "Show the scope map of a site's sync token.")
  static final class Show implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final SiteName name = new SiteName();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        ScopeMap map = new SyncRights(client).of(client.connectedRegistries().get(name.value));
        output.show(map, ScopeMapTable.TITLES, ScopeMapTable.row(map));
      }
    }
  }

  /** Changes them. */
  @Command(
      name = "update",
      description = {
        "Have a site keep more repositories, or fewer.",
        "What is added, all sites above it may fetch, too, so that it gets there; what is removed,"
            + " no site below it keeps any longer."
      })
  static final class Update implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final SiteName name = new SiteName();
    @Mixin private final RepositoryChange change = new RepositoryChange();

    @Override
    public void run() {
      change.apply(hub, output, name.value);
    }
  }

  /** The older name of the same. */
  @Command(name = "repo", hidden = true, description = "Deprecated name of 'permissions update'.")
  static final class Repo implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final SiteName name = new SiteName();
    @Mixin private final RepositoryChange change = new RepositoryChange();

    @Override
    public void run() {
      output.warn(
          "'connected-registry repo' is deprecated: use 'connected-registry permissions update'");
      change.apply(hub, output, name.value);
    }
  }

  /** Repositories to add and to remove. */
  static final class RepositoryChange {
    @Option(
        names = "--add",
        arity = "1..*",
        paramLabel = "REPOSITORY",
        description = "What the site keeps from now on: a name, 'prefix/*', or '*'.")
    private List<String> added = List.of();

    @Option(
        names = "--remove",
        arity = "1..*",
        paramLabel = "REPOSITORY",
        description = "What it keeps no longer, as it was given.")
    private List<String> removed = List.of();

    void apply(HubOptions hub, Output output, String name) {
      check();
      try (HubClient client = hub.open()) {
        SiteTree tree = new SiteTree(client.connectedRegistries().list());
        ConnectedRegistry site = tree.get(name);
        SyncRights rights = new SyncRights(client);
        Undo undo = new Undo();
        ScopeMap map =
            undo.unlessRefused(
                () -> {
                  new Spread(rights, tree, output, undo).add(site, added);
                  new Spread(rights, tree, output, undo).remove(site, removed);
                  return rights.of(site);
                });
        output.show(map, ScopeMapTable.TITLES, ScopeMapTable.row(map));
      }
    }

    private void check() {
      if (added.isEmpty() && removed.isEmpty()) {
        throw new Refusal(Refusal.Exit.USAGE, "nothing to change: give --add or --remove");
      }
      List<String> both = added.stream().filter(removed::contains).toList();
      if (!both.isEmpty()) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "update ambiguity: %s is both added and removed: say one of the two".formatted(both));
      }
      Stream.concat(added.stream(), removed.stream()).forEach(RepositoryPattern::new);
    }
  }

  /** Changes the site and those above or below it. */
  private record Spread(SyncRights rights, SiteTree tree, Output output, Undo undo) {

    /** From the hub downwards, so that no site asks its parent for what that does not have. */
    void add(ConnectedRegistry site, List<String> repositories) {
      List<String> lines = SiteScopes.ofMode(SiteTree.mode(site), repositories);
      if (lines.isEmpty()) {
        return;
      }
      for (ConnectedRegistry above : tree.ancestors(site).reversed()) {
        if (rights.add(above, lines, undo)) {
          output.say("added to '%s', too, which is above".formatted(SiteTree.name(above)));
        }
      }
      rights.add(site, lines, undo);
    }

    /** From the lowest upwards. */
    void remove(ConnectedRegistry site, List<String> repositories) {
      List<String> lines = SiteScopes.everything(repositories);
      if (lines.isEmpty()) {
        return;
      }
      for (ConnectedRegistry below : tree.descendants(SiteTree.name(site)).reversed()) {
        if (rights.remove(below, lines, undo)) {
          output.say("removed from '%s', too, which is below".formatted(SiteTree.name(below)));
        }
      }
      rights.remove(site, lines, undo);
    }
  }
}
