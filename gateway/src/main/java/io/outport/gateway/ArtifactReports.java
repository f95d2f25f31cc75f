package io.outport.gateway;

import io.outport.hubapi.gateway.ArtifactEvent;
import java.util.List;

/**
 * What sites tell of changes of their content.
 *
 * <p>Contract: durable when it returns; an event of an instance whose sequence was taken before is
 * not taken again, so that a site may repeat a call whose answer was lost. Safe for use by many
 * threads.
 */
@FunctionalInterface
public interface ArtifactReports {

  /**
   * Takes a site's events.
   *
   * @param instance the one that holds the site; each counts its own sequences
   * @param events oldest first
   * @throws io.outport.hubapi.gateway.GatewayException where another must take them, and does not:
   *     the same come again
   * @return the sequence of the newest event that was taken of this instance
   */
  long report(String site, String instance, List<ArtifactEvent> events);
}
