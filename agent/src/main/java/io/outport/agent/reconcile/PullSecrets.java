package io.outport.agent.reconcile;

/** The secret by which nodes pull from the hub. */
public interface PullSecrets {
  /** Its name in each release's namespace, and in the agent's own. */
  String NAME = "outport-pull";

  /**
   * Makes the namespace where there is none, and the secret, or renews it where it ends soon or is
   * of another account or host than the hub gives now.
   *
   * @throws io.outport.hubapi.agent.AgentException where there is none and the hub gives none
   */
  void ensure(String namespace);

  /**
   * Renews each that ends soon or is of another account or host, the one of the agent's own image
   * among them; those of which the hub gives none stay.
   */
  void renew();

  /** Deletes the secret, but never the agent's own; nothing happens where there is none. */
  void remove(String namespace);
}
