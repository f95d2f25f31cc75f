package io.outport.hubapi.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named set of rights that tokens point at (reference, 3.5).
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 */
public record ScopeMap(
    @Nullable String id, @Nullable String name, @Nullable String type, Properties properties) {

  /** The map that a client writes. */
  public static ScopeMap of(String description, List<String> actions) {
    return new ScopeMap(null, null, null, new Properties(description, null, null, null, actions));
  }

  /** A partial write of the actions alone. */
  public static ScopeMap ofActions(List<String> actions) {
    return new ScopeMap(null, null, null, new Properties(null, null, null, null, actions));
  }

  /** What it grants; empty where it grants nothing. */
  public List<String> actions() {
    return properties.actions() == null ? List.of() : properties.actions();
  }

  /**
   * What the map grants.
   *
   * @param type {@code UserDefined} or {@code SystemDefined}
   * @param actions {@code repositories/<pattern>/<action>} and {@code gateway/<name>/<action>}
   */
  public record Properties(
      @Nullable String description,
      @Nullable String type,
      @Nullable Instant creationDate,
      @Nullable String provisioningState,
      @Nullable List<String> actions) {

    /** Copies the list. */
    public Properties {
      actions = actions == null ? null : List.copyOf(actions);
    }
  }
}
