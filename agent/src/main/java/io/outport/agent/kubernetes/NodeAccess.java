package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/**
 * Has the API server judge a pod like those that have nodes trust a site, without making it: the
 * levels of Pod Security, a namespace's or the cluster's own, are known to nobody else.
 */
final class NodeAccess {
  private static final String NAME = "outport-node-check";
  private static final String VOLUME = "node";
  private static final String POLICY = "PodSecurity";

  private final KubernetesClient client;

  NodeAccess(KubernetesClient client) {
    this.client = client;
  }

  /** Its words against it; empty where it would take the pod, or does not answer that. */
  Optional<String> findRefusal(String namespace) {
    try {
      client.pods().inNamespace(namespace).resource(pod(namespace)).dryRun().create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      // What else stands in the way of this pod, such as a rule for images, is none of the real
      // one.
      return Optional.of(Api.words(e)).filter(words -> words.contains(POLICY));
    }
  }

  private static Pod pod(String namespace) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .addNewContainer()
        .withName(NAME)
        .withImage(NAME)
        .withNewSecurityContext()
        .withRunAsUser(0L)
        .withNewSeLinuxOptions()
        .withType("spc_t")
        .endSeLinuxOptions()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath("/node")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName(VOLUME)
        .withNewHostPath()
        .withPath("/")
        .endHostPath()
        .endVolume()
        .endSpec()
        .build();
  }
}
