package io.outport.edge;

import io.outport.hubapi.gateway.GatewayException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the conversation with the parent stands, told once for each change. Used by one thread.
 *
 * <pre>
 * from \ heard | success | failure of kind K           | failure of the same kind again
 * -------------+---------+-----------------------------+-------------------------------
 * new, linked  | linked  | K, one warning              |
 * K            | linked  | another kind: one warning   | nothing is told
 * </pre>
 */
final class LinkState {
  private static final Logger LOG = LoggerFactory.getLogger(LinkState.class);
  private static final String LINKED = "LINKED";

  /** Failures of a parent that was not there; of others of these kinds it answered. */
  private static final Set<GatewayException.Kind> OUT_OF_REACH =
      EnumSet.of(
          GatewayException.Kind.UNREACHABLE,
          GatewayException.Kind.UNAVAILABLE,
          GatewayException.Kind.UNTRUSTED,
          GatewayException.Kind.PROTOCOL);

  private final String parent;
  private final ParentContact contact;
  private String state = "";
  private volatile boolean linked;
  private int failures;

  LinkState(String parent, ParentContact contact) {
    this.parent = parent;
    this.contact = contact;
  }

  /** A call came through, whatever becomes of what it was for; safe for any thread. */
  void heard() {
    contact.heard();
  }

  /** How long the parent has said nothing; zero where that is not known. */
  Duration silence() {
    return contact.silence();
  }

  /** What was asked of the parent is done. */
  void succeeded() {
    heard();
    failures = 0;
    linked = true;
    if (!state.equals(LINKED)) {
      state = LINKED;
      LOG.atInfo().setMessage("linked with the parent").addKeyValue("parent", parent).log();
    }
  }

  /** As below, and notes whether the parent was there. */
  int failed(GatewayException.Kind kind, String reason) {
    if (OUT_OF_REACH.contains(kind)) {
      contact.lost();
    } else {
      contact.refused();
    }
    return failed(kind.name(), reason);
  }

  /**
   * The parent did not answer, not as wished, or a sync could not go on.
   *
   * @return how many failures of this kind in a row this makes: a hub that comes back answers in
   *     another way first, and must not be kept waiting for what came before
   */
  int failed(String kind, String reason) {
    linked = false;
    if (!state.equals(kind)) {
      state = kind;
      failures = 0;
      LOG.atWarn()
          .setMessage("no longer linked with the parent; content is served on")
          .addKeyValue("parent", parent)
          .addKeyValue("state", kind)
          .addKeyValue("reason", reason)
          .log();
    }
    failures++;
    return failures;
  }

  /** Whether the last call came through; safe for any thread. */
  boolean isLinked() {
    return linked;
  }
}
