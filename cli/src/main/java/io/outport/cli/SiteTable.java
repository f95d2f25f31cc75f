package io.outport.cli;

import io.outport.hubapi.model.ConnectedRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connected registries as table rows, with the columns of the reference (3.2, "show"). */
final class SiteTable {
  static final List<String> TITLES =
      List.of(
          "Name",
          "Mode",
          "Connection state",
          "Parent",
          "Login server",
          "Last sync (UTC)",
          "Sync schedule",
          "Sync window");

  private SiteTable() {}

  static List<String> row(ConnectedRegistry site) {
    ConnectedRegistry.Properties state = site.properties();
    Optional<ConnectedRegistry.Parent> parent = Optional.ofNullable(state.parent());
    Optional<ConnectedRegistry.SyncProperties> sync =
        parent.flatMap(it -> Optional.ofNullable(it.syncProperties()));
    return List.of(
        text(site.name()),
        text(state.mode()),
        text(state.connectionState()),
        parent.flatMap(it -> Optional.ofNullable(it.id())).map(SiteTable::lastPart).orElse("-"),
        text(state.loginServer() == null ? null : state.loginServer().host()),
        of(sync, ConnectedRegistry.SyncProperties::lastSyncTime),
        of(sync, ConnectedRegistry.SyncProperties::schedule),
        of(sync, ConnectedRegistry.SyncProperties::syncWindow));
  }

  static String lastPart(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static <T> String of(
      Optional<ConnectedRegistry.SyncProperties> sync,
      Function<ConnectedRegistry.SyncProperties, @Nullable T> field) {
    return sync.map(field).map(Object::toString).orElse("-");
  }

  private static String text(@Nullable String value) {
    return value == null || value.isEmpty() ? "-" : value;
  }
}
