package io.outport.bench;

import java.io.IOException;

/** One row of the table of workloads: starts its servers on the stage, measures, tells. */
interface Workload {
  /** Such as {@code W2}. */
  String id();

  /** Runs it; the stage is cleared by the caller. */
  Section run(Stage stage, Effort effort) throws IOException;
}
