package io.outport.cli;

import io.outport.hubapi.model.ConnectedRegistry;
import java.time.Instant;
import java.util.Optional;

/** Says a site's schedule in words, to whoever reads a table. */
final class SiteSchedule {
  private SiteSchedule() {}

  static void explain(Output output, ConnectedRegistry site) {
    if (!output.isTable()) {
      return;
    }
    Optional<ConnectedRegistry.SyncProperties> sync =
        Optional.ofNullable(site.properties().parent())
            .map(ConnectedRegistry.Parent::syncProperties);
    sync.map(ConnectedRegistry.SyncProperties::schedule)
        .ifPresent(
            schedule ->
                Schedules.explain("syncs", schedule, Instant.now(), Times.local())
                    .forEach(output::say));
    sync.map(ConnectedRegistry.SyncProperties::syncWindow)
        .filter(window -> !window.isEmpty())
        .ifPresent(window -> output.say("  each run ends after %s".formatted(window)));
  }
}
