package io.outport.edge;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long a password that expired is good while nobody can be given a new one: it must have
 * expired after the last contact with the parent, the parent must be out of reach still, and the
 * last contact not be longer ago than the span.
 */
record OfflineGrace(ParentContact contact, Duration span) implements SiteAccounts.Grace {
  @Override
  public boolean covers(Instant expiry, Instant now) {
    return !contact.isReachable()
        && contact
            .last()
            .filter(last -> expiry.isAfter(last) && now.isBefore(last.plus(span)))
            .isPresent();
  }
}
