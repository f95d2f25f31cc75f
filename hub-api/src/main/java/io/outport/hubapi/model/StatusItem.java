package io.outport.hubapi.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing to know of an extension on its cluster.
 *
 * @param code one word for programs
 * @param level {@link #INFORMATION}, {@link #WARNING} or {@link #ERROR}
 */
public record StatusItem(
    String code,
    @Nullable String displayStatus,
    String level,
    String message,
    @Nullable Instant time) {

  /** Good to know. */
  public static final String INFORMATION = "Information";

  /** Works, but somebody should look. */
  public static final String WARNING = "Warning";

  /** Does not work. */
  public static final String ERROR = "Error";

  /** Requires what every status has. */
  public StatusItem {
    requireNonNull(code, "code");
    requireNonNull(message, "message");
    level = Objects.requireNonNullElse(level, INFORMATION);
  }
}
