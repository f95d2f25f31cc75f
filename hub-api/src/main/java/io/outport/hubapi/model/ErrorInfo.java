package io.outport.hubapi.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an extension is not as it was asked for.
 *
 * @param code one word for programs
 * @param message what is wrong, where, and what to do
 * @param details more of them, where there are several; null for none
 */
public record ErrorInfo(String code, String message, @Nullable List<ErrorInfo> details) {

  /** Copies the list. */
  public ErrorInfo {
    requireNonNull(code, "code");
    requireNonNull(message, "message");
    details = details == null ? null : List.copyOf(details);
  }

  /** One without details. */
  public static ErrorInfo of(String code, String message) {
    return new ErrorInfo(code, message, null);
  }
}
