package io.outport.cli;

import io.outport.hubapi.model.ScopeMap;
import java.util.List;
import java.util.Optional;

/** Scope maps as table rows. */
final class ScopeMapTable {
  static final List<String> TITLES = List.of("Name", "Description", "Actions");

  private ScopeMapTable() {}

  static List<String> row(ScopeMap map) {
    return List.of(
        Optional.ofNullable(map.name()).orElse("-"),
        Optional.ofNullable(map.properties().description()).orElse(""),
        String.join(" ", map.actions()));
  }
}
