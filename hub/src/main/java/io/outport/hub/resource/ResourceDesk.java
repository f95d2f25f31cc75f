package io.outport.hub.resource;

import java.util.List;

/**
 * The operations on one kind of resource, in the terms of the control API. Names compare without
 * regard to case; what changed is durable when a method returns; refusals are {@link
 * ResourceProblem}s and change nothing. Safe for use by many threads.
 */
public interface ResourceDesk<T> {
  /** Most resources of one kind that a hub takes (reference, 1 "Tier/limits"). */
  int MAX_RESOURCES = 20_000;

  /** All of them, sorted by name. */
  List<T> list();

  /** The one with this name. */
  T get(String name);

  /** Creates it, or makes it like this where it exists; a repeat changes nothing. */
  Written<T> put(String name, T wanted);

  /** Changes what is given and keeps what is null. */
  T patch(String name, T partial);

  /** Deletes it; false where there was none. */
  boolean delete(String name);

  /** The resource after a write, and whether it is new. */
  record Written<T>(T resource, boolean created) {}
}
