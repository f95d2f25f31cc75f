package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the sites (reference, 3.2 "list"). */
@Command(
    name = "list",
    description = "List the sites and how they are.",
    footer = {
      "",
      "Examples:",
      "  outport connected-registry list --no-children    those directly below the hub",
      "  outport connected-registry list -p region1       all below region1, however deep"
    })
final class SiteListCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Option(
      names = {"-p", "--parent"},
      paramLabel = "NAME",
      description = "Only those below this connected registry.")
  private @Nullable String parent;

  @Option(
      names = "--no-children",
      description = "Only those directly below the hub, or below --parent.")
  private boolean withoutChildren;

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      List<ConnectedRegistry> all = wanted(client.connectedRegistries().list());
      output.list(all, SiteTable.LIST_TITLES, all.stream().map(SiteTable::listRow).toList());
    }
  }

  private List<ConnectedRegistry> wanted(List<ConnectedRegistry> all) {
    SiteTree tree = new SiteTree(all);
    if (parent != null) {
      var _ = tree.get(parent);
    }
    if (withoutChildren) {
      return tree.children(parent);
    }
    return parent == null ? all : tree.descendants(parent);
  }
}
