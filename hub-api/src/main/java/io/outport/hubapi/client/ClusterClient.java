package io.outport.hubapi.client;

import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.EnrolmentSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls on the clusters of one group. Failures as {@link HubClient} says. */
public final class ClusterClient {
  private static final int NO_CONTENT = 204;

  private final ArmCalls calls;
  private final String subscriptionId;
  private final String group;

  ClusterClient(ArmCalls calls, String subscriptionId, String group) {
    this.calls = calls;
    this.subscriptionId = subscriptionId;
    this.group = group;
  }

  /** The id of the cluster with this name, whether or not it exists. */
  public ClusterId id(String name) {
    return ClusterId.of(subscriptionId, group, name);
  }

  /** Reads a cluster; {@code NOT_FOUND} where there is none. */
  public Cluster get(String name) {
    return calls.read(calls.send("GET", path(name)), Cluster.class);
  }

  /** Reads a cluster, or says empty where there is none. */
  public Optional<Cluster> find(String name) {
    return calls.find(path(name)).map(answer -> calls.read(answer, Cluster.class));
  }

  /** Creates the cluster, or makes an existing one like this; the answer is its new state. */
  public Cluster put(String name, Cluster wanted) {
    String body = ControlJson.mapper().writeValueAsString(wanted);
    return calls.read(calls.send("PUT", path(name), body), Cluster.class);
  }

  /** Gives the cluster these tags in place of those it has; the answer is its new state. */
  public Cluster retag(String name, Map<String, String> tags) {
    String body = ControlJson.mapper().writeValueAsString(Map.of("tags", tags));
    return calls.read(calls.send("PATCH", path(name), body), Cluster.class);
  }

  /** Deletes the cluster; false where there was none. {@code REJECTED} while it has extensions. */
  public boolean delete(String name) {
    return calls.send("DELETE", path(name)).status() != NO_CONTENT;
  }

  /** The clusters of the group, sorted by name. */
  public List<Cluster> list() {
    return calls.readAll(collection(), Cluster.class);
  }

  /** The clusters of all groups. */
  public List<Cluster> listAll() {
    return calls.readAll(
        "/subscriptions/%s/providers/%s".formatted(subscriptionId, ClusterId.CLUSTER_TYPE),
        Cluster.class);
  }

  /**
   * Makes a secret that an agent of the cluster enrols with, once; an unused one before it ends.
   * The agent that the cluster has keeps its place until another one uses the secret.
   */
  public EnrolmentSecret enrol(String name) {
    return calls.read(calls.send("POST", path(name) + "/enroll"), EnrolmentSecret.class);
  }

  /**
   * What is installed on a cluster.
   *
   * @param type one of {@link ClusterId#CLUSTER_TYPES}
   */
  public ExtensionClient extensions(String type, String cluster) {
    return new ExtensionClient(
        calls,
        "/subscriptions/%s/resourceGroups/%s/providers/%s/%s"
            .formatted(subscriptionId, ArmCalls.encode(group), type, ArmCalls.encode(cluster)));
  }

  private String collection() {
    return "/subscriptions/%s/resourceGroups/%s/providers/%s"
        .formatted(subscriptionId, ArmCalls.encode(group), ClusterId.CLUSTER_TYPE);
  }

  private String path(String name) {
    return collection() + "/" + ArmCalls.encode(name);
  }
}
