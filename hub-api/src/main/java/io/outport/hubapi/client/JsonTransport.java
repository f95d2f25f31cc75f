package io.outport.hubapi.client;

/**
 * The way that small JSON requests take.
 *
 * <p>Contract: each call is sent once at most, without repeats; where no answer came, the other
 * side may have done what it was asked for all the same. An interrupt ends the wait and stays set.
 * Safe for use by many threads.
 */
public interface JsonTransport extends AutoCloseable {

  /**
   * Sends the call and waits for the whole answer, an error's too.
   *
   * @throws LinkException when no answer came
   */
  JsonAnswer send(JsonCall call);

  /**
   * As {@link #send(JsonCall)}, with these bytes in place of the call's own body.
   *
   * @throws LinkException when no answer came
   */
  JsonAnswer send(JsonCall call, byte[] body);

  /** Ends calls that are under way. A repeat does nothing. */
  @Override
  void close();
}
