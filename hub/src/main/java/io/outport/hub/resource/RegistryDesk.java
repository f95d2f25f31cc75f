package io.outport.hub.resource;

import io.outport.hubapi.model.Registry;
import io.outport.registry.store.sql.SqlDatabase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The hub's one registry, and the few properties of it that people choose. */
public final class RegistryDesk {
  private static final String TIER = "Premium";

  private record Choices(boolean dataEndpointEnabled, Map<String, String> tags) {
    static final Choices FRESH = new Choices(true, Map.of());
  }

  private final KeptEntries<Choices> entries;
  private final HubFacts hub;

  private RegistryDesk(KeptEntries<Choices> entries, HubFacts hub) {
    this.entries = entries;
    this.hub = hub;
  }

  /** Reads what is kept; the tables must be there, see {@link ResourceStore#open}. */
  public static RegistryDesk open(SqlDatabase database, HubFacts hub) {
    return new RegistryDesk(KeptEntries.open(database, "registry", Choices.class), hub);
  }

  /** The registry as the control API shows it. */
  public Registry get() {
    Choices now =
        Objects.requireNonNullElse(entries.all().get(Resources.key(hub.name())), Choices.FRESH);
    return new Registry(
        hub.registryId().toString(),
        hub.name(),
        hub.registryId().type(),
        GroupDesk.LOCATION,
        new Registry.Sku(TIER, TIER),
        now.tags(),
        new Registry.Properties(
            hub.authority(),
            hub.created(),
            "Succeeded",
            false,
            now.dataEndpointEnabled(),
            now.dataEndpointEnabled() ? List.of(hub.authority()) : List.of(),
            "Enabled",
            "Disabled",
            hub.caCompactText().isEmpty() ? null : hub.caCompactText()));
  }

  /** Changes what is given and keeps what is empty; durable when it returns. */
  public Registry change(Optional<Boolean> dataEndpoint, Optional<Map<String, String>> tags) {
    var _ =
        entries.change(
            hub.name(),
            before -> {
              Choices old = before.orElse(Choices.FRESH);
              return Optional.of(
                  new Choices(
                      dataEndpoint.orElse(old.dataEndpointEnabled()),
                      tags.map(GroupDesk::checkedTags).orElse(old.tags())));
            });
    return get();
  }
}
