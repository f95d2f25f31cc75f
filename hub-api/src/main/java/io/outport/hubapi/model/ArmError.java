package io.outport.hubapi.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of every refusal, of the control API and of the gateway alike. */
public record ArmError(Detail error) {

  /** Requires what every error has. */
  public ArmError {
    requireNonNull(error, "error");
  }

  /** An error without details. */
  public static ArmError of(String code, String message) {
    return new ArmError(new Detail(code, message, null));
  }

  /**
   * One thing that is wrong.
   *
   * @param code one word for programs, such as {@code ResourceNotFound}
   * @param details more of them, where there are several; null for none
   */
  public record Detail(String code, String message, @Nullable List<Detail> details) {

    /** Copies the list. */
    public Detail {
      requireNonNull(code, "code");
      requireNonNull(message, "message");
      details = details == null ? null : List.copyOf(details);
    }
  }
}
