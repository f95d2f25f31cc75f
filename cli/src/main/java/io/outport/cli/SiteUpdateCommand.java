package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes a site (reference, 3.2 "update"). */
@Command(name = "update", description = "Change a site's clients, schedule or log level.")
final class SiteUpdateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();

  @Option(
      names = {"--add-client-tokens"},
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "Tokens that may be used at the site from now on.")
  private List<String> added = List.of();

  @Option(
      names = {"--remove-client-tokens"},
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "Tokens that may not be used at the site any longer.")
  private List<String> removed = List.of();

  @Option(
      names = {"-s", "--sync-schedule"},
      paramLabel = "CRON",
      description = "Five-field cron in UTC; '* * * * *' is continuous.")
  private @Nullable String schedule;

  @Option(
      names = {"-w", "--sync-window"},
      paramLabel = "DURATION",
      description = "ISO 8601, PT1H to P7D.")
  private @Nullable String window;

  @Option(
      names = {"--sync-message-ttl"},
      paramLabel = "DURATION",
      description = "ISO 8601, P1D to P90D.")
  private @Nullable String messageTtl;

  @Option(
      names = {"--log-level"},
      paramLabel = "LEVEL",
      description = "Debug, Information, Warning, Error or None.")
  private @Nullable String logLevel;

  @Override
  public void run() {
    List<String> both = added.stream().filter(removed::contains).toList();
    if (!both.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE, "update ambiguity: %s is both added and removed".formatted(both));
    }
    try (HubClient client = hub.open()) {
      ConnectedRegistry now = client.connectedRegistries().get(name.value);
      ConnectedRegistry changed =
          client.connectedRegistries().patch(name.value, partial(client, now));
      output.show(changed, SiteTable.TITLES, SiteTable.row(changed));
    }
  }

  private ConnectedRegistry partial(HubClient client, ConnectedRegistry now) {
    boolean syncs = schedule != null || window != null || messageTtl != null;
    ConnectedRegistry.Parent parent =
        syncs
            ? new ConnectedRegistry.Parent(
                null,
                new ConnectedRegistry.SyncProperties(
                    null, schedule, window, messageTtl, null, null))
            : null;
    ConnectedRegistry.Logging logging =
        logLevel == null ? null : new ConnectedRegistry.Logging(logLevel, null);
    return new ConnectedRegistry(
        null,
        null,
        null,
        ConnectedRegistry.Properties.desired(null, parent, clients(client, now), logging));
  }

  private @Nullable List<String> clients(HubClient client, ConnectedRegistry now) {
    if (added.isEmpty() && removed.isEmpty()) {
      return null;
    }
    Set<String> ids =
        new LinkedHashSet<>(
            Optional.ofNullable(now.properties().clientTokenIds()).orElse(List.of()));
    added.forEach(token -> ids.add(client.tokens().id(token).toString()));
    for (String token : removed) {
      ResourceId gone = client.tokens().id(token);
      ids.removeIf(id -> id.equalsIgnoreCase(gone.toString()));
    }
    return List.copyOf(ids);
  }
}
