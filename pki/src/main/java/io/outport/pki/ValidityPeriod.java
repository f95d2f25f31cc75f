package io.outport.pki;

import java.time.Instant;

/** From when to when a certificate is valid. */
record ValidityPeriod(Instant begin, Instant end) {

  /** The same period, cut where it would last longer. */
  ValidityPeriod endingBy(Instant last) {
    return end.isAfter(last) ? new ValidityPeriod(begin, last) : this;
  }
}
