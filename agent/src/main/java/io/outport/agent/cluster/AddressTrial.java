package io.outport.agent.cluster;

/** What the API server says to a service with a chosen address. */
public sealed interface AddressTrial {

  /** It would take it. */
  record Free() implements AddressTrial {}

  /**
   * A service has it.
   *
   * @param holder {@code namespace/name}; empty where it cannot be told
   * @param release the Helm release that the holder is of; empty for none
   */
  record Taken(String holder, String release) implements AddressTrial {}

  /**
   * It is outside the service range.
   *
   * @param range such as {@code 10.96.0.0/12}; empty where it cannot be told
   * @param proposal a free address; empty where none can be told
   */
  record OutOfRange(String range, String proposal) implements AddressTrial {}

  /** The cluster has no services of this family of addresses. */
  record WrongFamily(String words) implements AddressTrial {}

  /** It was refused for another reason, or could not be asked. */
  record Unclear(String words) implements AddressTrial {}
}
