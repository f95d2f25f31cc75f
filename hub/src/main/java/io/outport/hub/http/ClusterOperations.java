package io.outport.hub.http;

import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.EnrolmentSecret;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ExtensionVersion;
import io.outport.hubapi.model.OperationStatus;
import io.outport.hubapi.model.Rollout;
import java.util.ArrayList;
import java.util.List;

/** What the control API can be asked of clusters. */
final class ClusterOperations {
  private static final String KUBERNETES = "/providers/Microsoft.Kubernetes";
  private static final String CONFIGURATION = "/providers/" + ClusterId.EXTENSION_PROVIDER;
  private static final String FLEET = "/providers/Outport.Fleet";

  private ClusterOperations() {}

  static List<Operation> all(String subscription, String group) {
    List<Operation> all = new ArrayList<>();
    all.addAll(providers(subscription));
    all.addAll(ownTypes(subscription));
    all.addAll(types(subscription + CONFIGURATION + "/locations/{location}", "at a location"));
    all.addAll(rollouts(group + FLEET + "/rollouts"));
    for (String kind : ClusterId.CLUSTER_TYPES) {
      String clusters = group + "/providers/" + kind;
      String cluster = clusters + "/{clusterName}";
      all.addAll(clusters(clusters, cluster));
      all.addAll(extensions(cluster + CONFIGURATION + "/extensions"));
      all.addAll(types(cluster + CONFIGURATION, "for a cluster"));
      all.addAll(diagnostics(cluster + FLEET + "/diagnostics"));
    }
    return all;
  }

  private static List<Operation> providers(String subscription) {
    Shape provider = new Shape.Of(HubViews.Provider.class);
    return List.of(
        Operation.of("GET", subscription + KUBERNETES, "Show the provider of clusters")
            .answers(200, provider),
        Operation.of("POST", subscription + KUBERNETES + "/register", "Register it")
            .answers(200, provider),
        Operation.of("GET", subscription + CONFIGURATION, "Show the provider of extensions")
            .answers(200, provider),
        Operation.of("POST", subscription + CONFIGURATION + "/register", "Register it")
            .answers(200, provider),
        Operation.of("GET", subscription + KUBERNETES + "/connectedClusters", "List clusters")
            .with("$top", "$skiptoken")
            .answers(200, new Shape.PageOf(Cluster.class)));
  }

  private static List<Operation> clusters(String clusters, String cluster) {
    Shape one = new Shape.Of(Cluster.class);
    return List.of(
        Operation.of("GET", clusters, "List a group's clusters")
            .with("$top", "$skiptoken")
            .answers(200, new Shape.PageOf(Cluster.class)),
        Operation.of("GET", cluster, "Show a cluster").answers(200, one),
        Operation.of("PUT", cluster, "Make or replace a cluster")
            .takes(one)
            .answers(200, one)
            .answers(201, one),
        Operation.of("PATCH", cluster, "Change a cluster").takes(one).answers(200, one),
        Operation.of("DELETE", cluster, "Delete a cluster").answers(200).answers(204),
        Operation.of("POST", cluster + "/enroll", "Make the secret that its agent enrols with")
            .answers(200, new Shape.Of(EnrolmentSecret.class)));
  }

  private static List<Operation> extensions(String extensions) {
    Shape one = new Shape.Of(Extension.class);
    String extension = extensions + "/{extensionName}";
    return List.of(
        Operation.of("GET", extensions, "List a cluster's extensions")
            .with("$top", "$skiptoken")
            .answers(200, new Shape.PageOf(Extension.class)),
        Operation.of("GET", extension, "Show an extension").answers(200, one),
        Operation.of("PUT", extension, "Have the cluster run an extension")
            .takes(one)
            .answers(200, one)
            .answers(201, one),
        Operation.of("PATCH", extension, "Change an extension").takes(one).answers(202, one),
        Operation.of("DELETE", extension, "Have the cluster remove an extension")
            .with("forceDelete")
            .answers(200)
            .answers(202)
            .answers(204),
        Operation.of("GET", extension + "/operations/{operationId}", "Ask how far a change is")
            .answers(200, new Shape.Of(OperationStatus.class)));
  }

  private static List<Operation> types(String place, String words) {
    String types = place + "/extensionTypes";
    String type = types + "/{extensionTypeName}";
    return List.of(
        Operation.of("GET", types, "List kinds of extension " + words)
            .with("$top", "$skiptoken")
            .answers(200, new Shape.PageOf(ExtensionType.class)),
        Operation.of("GET", type, "Show a kind of extension " + words)
            .answers(200, new Shape.Of(ExtensionType.class)),
        Operation.of("GET", type + "/versions", "List its versions, the newest first")
            .with("releaseTrain", "majorVersion", "showLatest")
            .answers(200, new Shape.PageOf(ExtensionVersion.class)),
        Operation.of("GET", type + "/versions/{version}", "Show one of its versions")
            .answers(200, new Shape.Of(ExtensionVersion.class)));
  }

  private static List<Operation> ownTypes(String subscription) {
    String types = subscription + FLEET + "/extensionTypes";
    String type = types + "/{extensionTypeName}";
    Shape one = new Shape.Of(ExtensionType.class);
    return List.of(
        Operation.of("GET", types, "List kinds of extension")
            .with("$top", "$skiptoken")
            .answers(200, new Shape.PageOf(ExtensionType.class)),
        Operation.of("GET", type, "Show a kind of extension").answers(200, one),
        Operation.of("PUT", type, "Make a kind of extension of a chart")
            .takes(one)
            .answers(200, one)
            .answers(201, one),
        Operation.of("DELETE", type, "Delete a kind of extension").answers(200).answers(204));
  }

  private static List<Operation> rollouts(String rollouts) {
    Shape one = new Shape.Of(Rollout.class);
    String rollout = rollouts + "/{rolloutName}";
    return List.of(
        Operation.of("GET", rollouts, "List a group's rollouts, without their sites")
            .with("$top", "$skiptoken")
            .answers(200, new Shape.PageOf(Rollout.class)),
        Operation.of("GET", rollout, "Show a rollout and how far it is at each site")
            .answers(200, one),
        Operation.of("PUT", rollout, "Bring all extensions of a type to one version")
            .takes(one)
            .answers(200, one)
            .answers(201, one),
        Operation.of("DELETE", rollout, "Forget a rollout that has ended")
            .answers(200)
            .answers(204),
        Operation.of("POST", rollout + "/pause", "Begin no more sites").answers(200, one),
        Operation.of("POST", rollout + "/resume", "Go on, without the sites that failed")
            .answers(200, one),
        Operation.of("POST", rollout + "/cancel", "End a rollout").answers(200, one));
  }

  private static List<Operation> diagnostics(String diagnostics) {
    Shape state = new Shape.Of(ClusterRoutes.DiagnosticsState.class);
    String one = diagnostics + "/{diagnosticsId}";
    return List.of(
        Operation.of("POST", diagnostics, "Ask the cluster for an archive of what it knows")
            .takes(new Shape.Of(Bodies.DiagnosticsWish.class))
            .answers(202, state),
        Operation.of("GET", one, "Ask whether it has come").answers(200, state),
        Operation.of("GET", one + "/archive", "Take it")
            .answers(200, new Shape.Of(ClusterRoutes.DiagnosticsArchive.class)));
  }
}
