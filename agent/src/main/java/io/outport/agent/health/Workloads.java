package io.outport.agent.health;

import io.outport.agent.release.ReleaseName;
import java.util.List;

/** What of a release is in the cluster, and what is left of it. May be called by any thread. */
public interface Workloads {

  /** Its workloads, volumes and pods now. */
  ReleaseSnapshot look(ReleaseName release);

  /**
   * Deletes what a removed release may leave behind: pods' and hooks' objects, its volume unless it
   * is to be kept, secrets that others made for it. What puts nodes back is let end first. A repeat
   * goes on where the last one stopped.
   *
   * @return what is still there, {@code kind/name} each, with what it waits for; empty when all is
   *     gone
   */
  List<String> sweep(ReleaseName release, Leftovers leftovers);

  /**
   * What becomes of what a release leaves.
   *
   * @param keepVolumes they stay, with their content
   * @param forced nodes get a minute, and are not waited for any longer
   */
  record Leftovers(boolean keepVolumes, boolean forced) {}
}
