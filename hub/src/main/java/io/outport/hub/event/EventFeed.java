package io.outport.hub.event;

import java.util.List;

/**
 * Changes in an order that never changes, to be read from any place on.
 *
 * <p>Contract: reading changes nothing; sequences only grow; safe for use by many threads.
 */
public interface EventFeed {

  /** The name that places in it are kept under. */
  String name();

  /** The sequence of its newest entry; 0 where there never was one. */
  long last();

  /** What comes after a place, without waiting. */
  Page read(long after, int limit);

  /** The event with what can be found out of its manifest. */
  default ContentEvent detailed(ContentEvent event) {
    return event;
  }

  /**
   * Some of the feed.
   *
   * @param upTo the place behind all that was looked at; the asked one where there is no news
   * @param gap whether entries between the asked place and these are lost
   */
  record Page(List<ContentEvent> events, long upTo, boolean gap) {
    /** Copies the list. */
    public Page {
      events = List.copyOf(events);
    }
  }
}
