package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Registry;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a hub as its control API tells of it, which proves that it can be reached. */
@Command(name = "show", description = "Show a hub: where it is, and how much it runs.")
public final class HubShowCommand implements Runnable {
  private static final List<String> TITLES =
      List.of("Name", "Login server", "Sites", "Tokens", "Scope maps");

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  /** Made by picocli. */
  public HubShowCommand() {}

  @Override
  public void run() {
    HubContext context = hub.context();
    try (HubClient client = hub.open()) {
      Registry registry = client.registry();
      output.show(
          registry,
          TITLES,
          List.of(
              context.name(),
              registry.properties().loginServer(),
              Integer.toString(client.connectedRegistries().list().size()),
              Integer.toString(client.tokens().list().size()),
              Integer.toString(client.scopeMaps().list().size())));
    }
  }
}
