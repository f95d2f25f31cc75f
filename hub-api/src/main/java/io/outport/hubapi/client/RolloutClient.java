package io.outport.hubapi.client;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Rollout;
import java.util.List;
import java.util.Locale;

/** The calls on the rollouts of one group. Failures as {@link HubClient} says. */
public final class RolloutClient {
  private static final int NO_CONTENT = 204;

  private final ArmCalls calls;
  private final String collection;

  RolloutClient(ArmCalls calls, String subscriptionId, String group) {
    this.calls = calls;
    this.collection =
        "/subscriptions/%s/resourceGroups/%s/providers/%s"
            .formatted(subscriptionId, ArmCalls.encode(group), Rollout.TYPE);
  }

  /** What a person may have a rollout do. */
  public enum Action {
    /** Begin no more extensions. */
    PAUSE,
    /** Go on; what failed is left as it is. */
    RESUME,
    /** End. */
    CANCEL
  }

  /** Begins a rollout; the same again changes nothing, another one of this name is refused. */
  public Rollout put(String name, Rollout wanted) {
    String body = ControlJson.mapper().writeValueAsString(wanted);
    return calls.read(calls.send("PUT", path(name), body), Rollout.class);
  }

  /** Reads a rollout with its sites; {@code NOT_FOUND} where there is none. */
  public Rollout get(String name) {
    return calls.read(calls.send("GET", path(name)), Rollout.class);
  }

  /** The rollouts of the group, sorted by name, without their sites. */
  public List<Rollout> list() {
    return calls.readAll(collection, Rollout.class);
  }

  /** Has it do this; the answer is its new state. */
  public Rollout act(String name, Action action) {
    String word = action.name().toLowerCase(Locale.ROOT);
    return calls.read(calls.send("POST", path(name) + "/" + word), Rollout.class);
  }

  /** Forgets one that has ended; false where there was none. */
  public boolean delete(String name) {
    return calls.send("DELETE", path(name)).status() != NO_CONTENT;
  }

  private String path(String name) {
    return collection + "/" + ArmCalls.encode(name);
  }
}
