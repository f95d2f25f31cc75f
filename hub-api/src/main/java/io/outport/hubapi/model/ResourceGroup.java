package io.outport.hubapi.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named group of resources.
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 * @param location where it is; every hub is one place, so it is kept as it was given
 */
public record ResourceGroup(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable String location,
    @Nullable Map<String, String> tags,
    @Nullable Properties properties) {

  /** Copies the tags. */
  public ResourceGroup {
    tags = tags == null ? null : Map.copyOf(tags);
  }

  /** How far the work on it is. */
  public record Properties(String provisioningState) {}
}
