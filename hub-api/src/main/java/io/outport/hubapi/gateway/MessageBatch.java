package io.outport.hubapi.gateway;

import java.util.List;

/**
 * An answer to a poll.
 *
 * @param messages oldest first; empty when nothing concerned the site
 * @param lastSequence what the next poll passes as {@code after}: everything up to it was looked at
 * @param configurationRevision differs from the asked one when the configuration must be read again
 * @param recoveryNeeded the history no longer reaches back to {@code after}: compare everything
 */
public record MessageBatch(
    List<Message> messages, long lastSequence, long configurationRevision, boolean recoveryNeeded) {

  /** Copies the list. */
  public MessageBatch {
    messages = List.copyOf(messages);
  }
}
