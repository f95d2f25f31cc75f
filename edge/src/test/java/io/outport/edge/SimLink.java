package io.outport.edge;

import java.util.function.Function;

/**
 * The link of one site to its parent. A call may be lost on its way there, or its answer on its way
 * back, and either end may die meanwhile.
 */
final class SimLink {
  private final SimWorld world;
  private final SimNode parent;
  private boolean cut;

  SimLink(SimWorld world, SimNode parent) {
    this.world = world;
    this.parent = parent;
  }

  /** No answer came. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost(String message) {
      super(message);
    }
  }

  SimNode parent() {
    return parent;
  }

  void cut() {
    cut = true;
  }

  void restore() {
    cut = false;
  }

  /** Has the parent do something for this process. Throws {@link Lost}. */
  <T> T call(SimProcess caller, Function<SimNode.Serving, T> work) {
    world.meanwhile();
    caller.mayEnd(SimChaos.CALL_FATAL);
    breathe("the call was lost");
    SimNode.Serving serving =
        parent.serving().orElseThrow(() -> new Lost("nobody listens at " + parent.name()));
    T result;
    try {
      result = work.apply(serving);
    } catch (SimProcess.Ended e) {
      throw new Lost("the parent died while it answered");
    }
    if (serving.process().hasEnded()) {
      throw new Lost("the parent died while it answered");
    }
    if (world.chaos().strikes(SimChaos.CALL_FATAL)) {
      serving.process().end();
      throw new Lost("the parent died before it answered");
    }
    caller.mayEnd(SimChaos.CALL_FATAL);
    breathe("the answer was lost");
    return result;
  }

  /** Goes on with a blob, unless the link breaks here. */
  void piece(SimProcess caller) {
    caller.requireAlive();
    if (world.chaos().strikes(SimChaos.BLOB_CUT)) {
      throw new Lost("the link broke in the middle of a blob");
    }
    if (cut) {
      throw new Lost("the link is down");
    }
  }

  private void breathe(String lost) {
    if (cut) {
      throw new Lost("the link is down");
    }
    if (world.chaos().strikes(SimChaos.CALL_LOST)) {
      throw new Lost(lost);
    }
  }
}
