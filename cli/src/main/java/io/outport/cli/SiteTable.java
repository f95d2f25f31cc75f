package io.outport.cli;

import io.outport.hubapi.model.ConnectedRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connected registries as table rows, with the columns of the reference (3.2). */
final class SiteTable {
  /** Those of {@code show}. */
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

  private static final int COLUMNS_OF_LISTS = 6;

  /** Those of {@code list}: without schedule and window. */
  static final List<String> LIST_TITLES = TITLES.subList(0, COLUMNS_OF_LISTS);

  private SiteTable() {}

  static List<String> row(ConnectedRegistry site) {
    ConnectedRegistry.Properties state = site.properties();
    Optional<ConnectedRegistry.SyncProperties> sync =
        Optional.ofNullable(state.parent()).map(ConnectedRegistry.Parent::syncProperties);
    return List.of(
        text(site.name()),
        text(state.mode()),
        text(state.connectionState()),
        SiteTree.parentName(site).orElse("-"),
        text(state.loginServer() == null ? null : state.loginServer().host()),
        Times.local().cell(sync.map(ConnectedRegistry.SyncProperties::lastSyncTime).orElse(null)),
        of(sync, ConnectedRegistry.SyncProperties::schedule),
        of(sync, ConnectedRegistry.SyncProperties::syncWindow));
  }

  static List<String> listRow(ConnectedRegistry site) {
    return row(site).subList(0, COLUMNS_OF_LISTS);
  }

  static String lastPart(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static String of(
      Optional<ConnectedRegistry.SyncProperties> sync,
      Function<ConnectedRegistry.SyncProperties, @Nullable String> field) {
    return text(sync.map(field).orElse(null));
  }

  private static String text(@Nullable String value) {
    return value == null || value.isEmpty() ? "-" : value;
  }
}
