package io.outport.hubapi.client;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The calls on one kind of resource below a registry. Failures as {@link HubClient} says. */
public final class ResourceClient<T> {
  /** How often a change is tried that others' changes come before. */
  private static final int MAX_TRIES = 5;

  private final ArmCalls calls;
  private final ResourceId registry;
  private final String kind;
  private final Class<T> type;

  ResourceClient(ArmCalls calls, ResourceId registry, String kind, Class<T> type) {
    this.calls = calls;
    this.registry = registry;
    this.kind = kind;
    this.type = type;
  }

  /** The id of the resource with this name, whether or not it exists. */
  public ResourceId id(String name) {
    return registry.child(kind, name);
  }

  /** Reads a resource; {@code NOT_FOUND} where there is none. */
  public T get(String name) {
    return calls.read(calls.send("GET", path(name)), type);
  }

  /** Reads a resource, or says empty where there is none. */
  public Optional<T> find(String name) {
    return calls.find(path(name)).map(answer -> calls.read(answer, type));
  }

  /** Creates the resource, or makes an existing one like this; the answer is its new state. */
  public T put(String name, T resource) {
    return calls.read(calls.send("PUT", path(name), json(resource)), type);
  }

  /**
   * A resource as it was when it was looked at.
   *
   * @param state empty where there was none
   * @param entityTag of the state, empty with it
   */
  public record Seen<T>(String name, Optional<T> state, String entityTag) {}

  /** Looks at what {@link #put(Seen, Object)} is to replace. */
  public Seen<T> look(String name) {
    return calls
        .find(path(name))
        .map(found -> new Seen<>(name, Optional.of(calls.read(found, type)), found.entityTag()))
        .orElseGet(() -> new Seen<>(name, Optional.empty(), ""));
  }

  /**
   * As {@link #put(String, Object)}, where the resource is still as it was seen; {@code REJECTED},
   * and nothing is changed, where somebody else made, changed or deleted it since.
   */
  public T put(Seen<T> seen, T resource) {
    String path = path(seen.name());
    Optional<JsonAnswer> written =
        seen.state().isEmpty()
            ? calls.sendIfNone("PUT", path, json(resource))
            : calls.sendIfMatch("PUT", path, json(resource), seen.entityTag());
    return calls.read(written.orElseThrow(() -> overtaken(seen)), type);
  }

  private Refusal overtaken(Seen<T> seen) {
    String words =
        seen.state().isEmpty()
            ? "somebody else made '%s' in %s at the same time, and it stays as they made it: choose"
                + " another name, or look at theirs and change it"
            : "somebody else changed '%s' in %s at the same time, and it stays as they left it:"
                + " look at it, and run this again";
    return new Refusal(Refusal.Exit.REJECTED, words.formatted(seen.name(), kind));
  }

  /** Changes what is given; all that is null stays. The answer is the new state. */
  public T patch(String name, T partial) {
    return calls.read(calls.send("PATCH", path(name), json(partial)), type);
  }

  /**
   * Changes the resource as it is now, so that what others change at the same time is not lost.
   *
   * @param change what is to be different of a state, all else null; empty where that is as wanted
   * @return the new state
   */
  public T update(String name, Function<T, Optional<T>> change) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      JsonAnswer answer = calls.send("GET", path(name));
      T now = calls.read(answer, type);
      Optional<T> partial = change.apply(now);
      if (partial.isEmpty()) {
        return now;
      }
      Optional<JsonAnswer> changed =
          calls.sendIfMatch("PATCH", path(name), json(partial.get()), answer.entityTag());
      if (changed.isPresent()) {
        return calls.read(changed.get(), type);
      }
    }
    throw new Refusal(
        Refusal.Exit.REJECTED,
        "'%s' was changed by somebody else each of %d times: look at it, and run this again"
            .formatted(name, MAX_TRIES));
  }

  /** Deletes the resource; a repeat changes nothing. */
  public void delete(String name) {
    calls.send("DELETE", path(name));
  }

  /** All resources of this kind, sorted by name. */
  public List<T> list() {
    return calls.readAll(registry + "/" + kind, type);
  }

  private String path(String name) {
    return registry + "/" + kind + "/" + ArmCalls.encode(name);
  }

  private static String json(Object value) {
    return ControlJson.mapper().writeValueAsString(value);
  }
}
