package io.outport.hub.extension;

import io.outport.hub.resource.Resources;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.SystemData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is kept. How far it is with an extension is kept with that ({@link Move}).
 *
 * @param group whose clusters it is for
 * @param incarnation told apart from an earlier rollout of the same name
 */
record RolloutEntry(
    String group,
    String name,
    String incarnation,
    Plan plan,
    Course course,
    SystemData systemData) {

  /**
   * What people asked for.
   *
   * @param chart the version, as it was when the rollout was made
   * @param rings values of the clusters' tag, in their order; all other clusters come last
   */
  record Plan(
      String extensionType,
      DesiredExtension.Chart chart,
      List<String> rings,
      int maxUnavailable,
      Duration soak) {
    Plan {
      rings = List.copyOf(rings);
    }

    /** Which ring a cluster with these tags is in. */
    int ring(Map<String, String> tags) {
      int named = rings.indexOf(tags.getOrDefault(Rollout.RING_TAG, ""));
      return named < 0 ? rings.size() : named;
    }

    /** The ring of all other clusters. */
    int lastRing() {
      return rings.size();
    }

    /** Empty for the last ring. */
    String ringName(int ring) {
      return ring < rings.size() ? rings.get(ring) : "";
    }
  }

  /**
   * Where it is.
   *
   * @param state of {@link Rollout}'s
   * @param ring the last one that has begun
   * @param since when all of the rings that have begun were seen done; null while they are not
   * @param ended the sites as they were when it ended; null until then
   */
  record Course(
      String state, int ring, @Nullable Instant since, @Nullable List<Rollout.Site> ended) {
    Course {
      ended = ended == null ? null : List.copyOf(ended);
    }

    /** What soaked does so anew. */
    Course in(String other) {
      return new Course(other, ring, null, null);
    }

    Course end(String other, List<Rollout.Site> sites) {
      return new Course(other, ring, null, sites);
    }
  }

  boolean isFinished() {
    return course.state().equals(Rollout.SUCCEEDED) || course.state().equals(Rollout.CANCELED);
  }

  /** Whether it is for the extensions of this type in this group. */
  boolean isOf(String otherGroup, String type) {
    return group.equalsIgnoreCase(otherGroup) && plan.extensionType().equalsIgnoreCase(type);
  }

  RolloutEntry with(Course other) {
    return new RolloutEntry(group, name, incarnation, plan, other, systemData);
  }

  RolloutEntry by(String principal, Instant now) {
    return new RolloutEntry(
        group, name, incarnation, plan, course, systemData.modified(principal, now));
  }

  String key() {
    return key(group, name);
  }

  static String key(String group, String name) {
    return Resources.key(group + "/" + name);
  }
}
