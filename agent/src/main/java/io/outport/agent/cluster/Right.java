package io.outport.agent.cluster;

/**
 * One thing that an account may be allowed to do.
 *
 * @param group empty for the core API
 * @param namespace empty for all of them
 */
public record Right(String verb, String group, String resource, String namespace) {

  /** In words. */
  public String text() {
    String kind = group.isEmpty() ? resource : resource + "." + group;
    return namespace.isEmpty()
        ? "%s %s".formatted(verb, kind)
        : "%s %s in namespace '%s'".formatted(verb, kind, namespace);
  }
}
