package io.outport.agent.reconcile;

import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;

/** Words for a release of others that has the name which an extension's would have. */
final class NameInUse {
  static final String CODE = "NameInUse";

  private NameInUse() {}

  static Problem problem(ReleaseName name) {
    return new Problem(
        CODE,
        place(name),
        "was not made by this agent, so the name is still in use and nothing of it was touched",
        "choose another --name or --release-namespace, or remove it: helm uninstall %s -n %s"
            .formatted(name.name(), name.namespace()));
  }

  /** After a removal that did not touch it. */
  static String stays(ReleaseName name) {
    return "%s stays as it is, with all that carries its name: it was not made by this agent"
        .formatted(place(name));
  }

  private static String place(ReleaseName name) {
    return "release %s in namespace %s".formatted(name.name(), name.namespace());
  }
}
