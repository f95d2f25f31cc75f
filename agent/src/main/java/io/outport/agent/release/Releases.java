package io.outport.agent.release;

import java.util.Optional;

/**
 * Helm, as far as the agent needs it. No method waits for workloads to become ready. Each is safe
 * to call again after a crash in the middle of it, once {@link #forgetPending} or {@link
 * #uninstall} has cleared what it left. One caller per release at a time.
 */
public interface Releases {

  /** The newest revision; empty where there is none. */
  Optional<Release> find(ReleaseName name);

  /**
   * Makes the namespace, where there is none, and the first revision.
   *
   * @throws ReleaseException when the chart or the cluster refuses; a revision {@code FAILED} may
   *     remain
   */
  void install(ReleaseOrder order);

  /**
   * Makes the next revision, with these values alone. Of the records of older ones the newest stay,
   * and the newest that got through; where the newest is not the agent's, all do.
   *
   * @throws ReleaseException when the chart or the cluster refuses; a revision {@code FAILED} may
   *     remain
   */
  void upgrade(ReleaseOrder order);

  /**
   * Drops the record of a revision that a dead process left pending, so that the one before it is
   * the newest again; the objects stay as they are, for the next upgrade to set right.
   */
  void forgetPending(ReleaseName name);

  /**
   * Has a later {@link #uninstall} leave the volume claims, whatever the revision that is there was
   * asked for: one write that is whole or not at all. Nothing happens where there is nothing to
   * keep, or it is kept already.
   *
   * @throws ReleaseException when that cannot be made sure; everything is as it was
   */
  void keepVolumes(ReleaseName name);

  /**
   * Removes the objects and the history; nothing happens where there is none.
   *
   * @param hooks false to pass over hooks that hang
   */
  void uninstall(ReleaseName name, Hooks hooks);

  /** Whether a chart's hooks run when it is removed. */
  enum Hooks {
    /** As the chart wants it. */
    RUN,
    /** Passed over. */
    SKIP
  }
}
