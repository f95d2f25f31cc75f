package io.outport.hubapi.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of resources.
 *
 * @param nextLink where the next page is; null on the last
 */
public record ResourceList<T>(List<T> value, @Nullable String nextLink) {

  /** Copies the list. */
  public ResourceList {
    value = List.copyOf(value);
  }
}
