package io.outport.trust;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a node stands.
 *
 * @param state how far it is
 * @param runtime what was found on the node, such as {@code containerd v2.4.2}
 * @param files what of ours lies on the node
 * @param detail what is so, and what to do where that is something
 */
public record TrustStatus(State state, String runtime, List<String> files, String detail) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public TrustStatus {
    files = List.copyOf(files);
  }

  /** How far a node is. */
  public enum State {
    /** The node's containerd reached the registry and trusted it. */
    TRUSTED("Trusted"),
    /** All is written; the registry could not be reached to prove it. */
    WRITTEN("Written"),
    /** All is written; containerd reads it only after a restart. */
    RESTART_NEEDED("RestartNeeded"),
    /** Something is not there yet, such as the CA; it passes by itself. */
    WAITING("Waiting"),
    /** Nothing can be done before somebody mends what the detail says. */
    FAILED("Failed"),
    /** The node is as it was found. */
    REMOVED("Removed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** Whether a probe may call the node ready. */
  public boolean isReady() {
    return state == State.TRUSTED || state == State.REMOVED;
  }

  /** One line of JSON. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("state", state.toString()).put("runtime", runtime);
    files.forEach(root.putArray("files")::add);
    return root.put("detail", detail).toString();
  }
}
