package io.outport.hubapi.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A connected registry below another, as each one above it has to know it: with this an ancestor
 * serves it while the hub is gone.
 *
 * @param parent the name of the connected registry that it talks to
 * @param syncToken what it signs in with at its parent, and what it may copy from there
 * @param holder the instance that the hub gave it to; null while nobody holds it
 * @param configuration what its parent answers when it asks for its configuration; without
 *     descendants, which are on the same list as this one
 */
public record Descendant(
    String parent,
    ClientAccount syncToken,
    @Nullable String holder,
    SiteConfiguration configuration) {

  /** Its name. */
  public String name() {
    return configuration.name();
  }
}
