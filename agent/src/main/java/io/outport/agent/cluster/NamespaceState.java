package io.outport.agent.cluster;

/** How a namespace is. */
public enum NamespaceState {
  /** There is none. */
  ABSENT,
  /** It can be used. */
  ACTIVE,
  /** It is being removed. */
  TERMINATING
}
