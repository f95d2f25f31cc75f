package io.outport.hubapi.model;

import org.jspecify.annotations.Nullable;

/**
 * How far a long-running operation is (azure-api.md, "Conventions").
 *
 * @param status {@code InProgress}, {@code Succeeded}, {@code Failed} or {@code Canceled}
 */
public record OperationStatus(
    @Nullable String id, String name, String status, ArmError.@Nullable Detail error) {

  /** Goes on. */
  public static final String IN_PROGRESS = "InProgress";

  /** Was done. */
  public static final String SUCCEEDED = "Succeeded";

  /** Could not be done. */
  public static final String FAILED = "Failed";

  /** Was overtaken by another. */
  public static final String CANCELED = "Canceled";
}
