package io.outport.bench;

/** Says which of the goals a case has reached, from how the servers did. */
@FunctionalInterface
interface Goals {
  String reached(Case each, Standings standings);
}
