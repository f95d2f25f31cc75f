package io.outport.agent.diagnostics;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.stream.Stream;

/** An object as it may be shown: without values of variables, and without copies of itself. */
final class ShownObject {
  private static final String COPY = "kubectl.kubernetes.io/last-applied-configuration";

  private ShownObject() {}

  /** Changes the object, which came for this alone. */
  static HasMetadata of(HasMetadata object) {
    object.getMetadata().setManagedFields(null);
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    if (annotations != null) {
      annotations.remove(COPY);
    }
    switch (object) {
      case Pod pod -> hide(pod.getSpec());
      case Deployment deployment -> hide(deployment.getSpec().getTemplate().getSpec());
      case DaemonSet set -> hide(set.getSpec().getTemplate().getSpec());
      default -> {} // no other kind that is collected has variables
    }
    return object;
  }

  private static void hide(PodSpec spec) {
    Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
        .map(Container::getEnv)
        .flatMap(each -> each.stream())
        .filter(each -> each.getValue() != null)
        .forEach(ShownObject::hide);
  }

  private static void hide(EnvVar variable) {
    variable.setValue("(not shown)");
  }
}
