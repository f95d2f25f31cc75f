package io.outport.agent.reconcile;

/** The secret by which nodes pull from the hub. */
public interface PullSecrets {
  /** Its name in each release's namespace. */
  String NAME = "outport-pull";

  /**
   * Makes the namespace where there is none, and the secret, or renews it where it ends soon.
   *
   * @throws io.outport.hubapi.agent.AgentException where there is none and the hub gives none
   */
  void ensure(String namespace);

  /** Renews each that ends soon; those of which the hub gives none stay. */
  void renew();

  /** Deletes the secret; nothing happens where there is none. */
  void remove(String namespace);
}
