package io.outport.gateway;

import io.outport.hubapi.gateway.MessageBatch;

/**
 * What changed at the parent, as one site has to hear it.
 *
 * <p>Contract: reading changes nothing, so the same call gives the same messages again until they
 * outlive the site's message time to live. Sequences only grow. Safe for use by many threads.
 */
public interface MessageQueue {

  /**
   * The messages for the site behind a sequence, without waiting.
   *
   * @param after the last sequence that the site has dealt with; 0 for none yet, which asks for a
   *     recovery like a sequence that the history no longer reaches
   * @param limit most messages in one batch
   * @return a batch whose {@code lastSequence} is above {@code after} if anything was looked at,
   *     even where nothing concerned the site
   */
  MessageBatch read(String site, long after, int limit);
}
