package io.outport.agent.health;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a release is in the cluster at one moment.
 *
 * @param pods without those of DaemonSets on nodes that are away, which {@code workloads} do not
 *     count either
 * @param away these nodes
 * @param unheard how many nodes could not be asked whether they trust the site, and may not
 */
public record ReleaseSnapshot(
    List<Workload> workloads,
    List<Volume> volumes,
    List<Pod> pods,
    List<AwayNode> away,
    int unheard) {

  /** Nothing is there. */
  public static final ReleaseSnapshot EMPTY =
      new ReleaseSnapshot(List.of(), List.of(), List.of(), List.of(), 0);

  /** Copies the lists. */
  public ReleaseSnapshot {
    workloads = List.copyOf(workloads);
    volumes = List.copyOf(volumes);
    pods = List.copyOf(pods);
    away = List.copyOf(away);
  }

  /** What is said of each node that does not trust the site until somebody mends it. */
  public List<String> distrust() {
    return pods.stream()
        .filter(pod -> !pod.ready())
        .map(Pod::distrust)
        .filter(Distrust::lasts)
        .map(Distrust::words)
        .distinct()
        .toList();
  }

  /** What is remembered of each node that waits for others. */
  public List<String> waiting() {
    return pods.stream()
        .filter(pod -> !pod.ready() && pod.distrust().passing())
        .map(pod -> pod.distrust().key())
        .filter(words -> !words.isEmpty())
        .distinct()
        .toList();
  }

  /** Of what was said before that which is so still. */
  public List<String> stillSaid(Collection<String> before) {
    return Stream.concat(distrust().stream(), waiting().stream()).filter(before::contains).toList();
  }

  /**
   * Who does not trust the site now, without those that have begun to wait for others; and of nodes
   * that are away what was said before: they were not well in between.
   */
  public List<String> distrust(Collection<String> before) {
    Stream<String> silent =
        before.stream().filter(words -> away.stream().anyMatch(node -> node.isMeantBy(words)));
    return Stream.of(distrust().stream(), stillSaid(before).stream(), silent)
        .flatMap(each -> each)
        .distinct()
        .toList();
  }

  /** The same without the pods of nodes of which this is said, as if those were not there. */
  public ReleaseSnapshot without(Collection<String> distrust) {
    List<Pod> excused =
        pods.stream()
            .filter(pod -> !pod.ready() && !pod.distrust().equals(Distrust.NONE))
            .filter(pod -> distrust.contains(pod.distrust().key()))
            .toList();
    return new ReleaseSnapshot(
        workloads.stream().map(each -> each.without(count(excused, each))).toList(),
        volumes,
        pods.stream().filter(pod -> !excused.contains(pod)).toList(),
        away,
        unheard);
  }

  private static int count(List<Pod> pods, Workload owner) {
    return (int) pods.stream().filter(pod -> pod.owner().equals(owner.name())).count();
  }
}
