package io.outport.agent.reconcile;

/** The secret by which nodes pull from the hub. */
public interface PullSecrets {
  /** Its name in each release's namespace. */
  String NAME = "outport-pull";

  /** Makes the namespace where there is none, and the secret, or renews it. */
  void ensure(String namespace);

  /** Deletes the secret; nothing happens where there is none. */
  void remove(String namespace);
}
