package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.release.ReleaseName;

/**
 * Brings images to nodes while what runs there runs on. A site's pod ends before its successor
 * begins, as both have one volume: pulled only then, an image keeps the site down for as long as a
 * thin link takes, and a cut one for longer. May be called by any thread.
 */
public interface NodeImages {

  /**
   * What a release is to run.
   *
   * @param reference as nodes pull it
   * @param pullSecret its name in the release's namespace; empty where none is needed
   */
  record Image(String reference, String pullSecret) {}

  /** Whether {@link #bring} was called for just this and is not done. */
  boolean isComing(ReleaseName release, Image image);

  /**
   * Has the nodes that run pods of the release pull it: those that are there and run something else
   * yet, some at a time, the site's own first. Where a pod that pulls is not let in, its node is
   * not waited for. Each call goes on where the last one stopped, with this image in place of any
   * other.
   *
   * @return ready when all have it; broken while one cannot pull it; starting while it comes
   * @throws io.outport.agent.cluster.ClusterException when the API server does not answer
   */
  Health bring(ReleaseName release, Image image);

  /** Takes away what it was brought with; a repeat does nothing. */
  void clear(ReleaseName release);
}
