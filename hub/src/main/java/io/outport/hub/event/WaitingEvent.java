package io.outport.hub.event;

/**
 * An event that is to be sent later.
 *
 * @param feed the name of the feed that it came from
 * @param attempts how often it was sent in vain
 */
record WaitingEvent(String feed, ContentEvent event, int attempts) {
  /** What its order is kept within. */
  record Line(String feed, String repository) {}

  Line line() {
    return new Line(feed, event.repository());
  }
}
