package io.outport.agent.chart;

import org.jspecify.annotations.Nullable;

/** A chart is not here and cannot be fetched; or what came is none. */
public final class ChartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  /**
   * The message says which chart, from where, and why.
   *
   * @param passing the same may succeed later without anybody acting
   */
  public ChartException(String message, boolean passing, @Nullable Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether the same may succeed later without anybody acting. */
  public boolean isPassing() {
    return passing;
  }
}
