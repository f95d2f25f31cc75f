package io.outport.agent.reconcile;

import java.util.List;

/**
 * The resource types of a cert-manager that the agent installed, and what is of them. May be called
 * by any thread; a cluster that refuses is a {@link io.outport.agent.cluster.ClusterException}.
 */
public interface CertManagerTypes {

  /**
   * What is of cert-manager's types, whoever brought these, and belongs to no other object: {@code
   * kind namespace/name} each.
   */
  List<String> uses();

  /** Has a release of this namespace own the types that a release of ours brought before. */
  void moveTo(String namespace);

  /**
   * Deletes the types that a release of ours brought, with all that is of them; those of others
   * stay. Nothing happens where there are none.
   */
  void remove();
}
