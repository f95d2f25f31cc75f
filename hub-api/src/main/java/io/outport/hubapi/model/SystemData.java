package io.outport.hubapi.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who made a resource and who changed it last, in the shape of ARM's common types. What is not
 * known, as of a resource of an earlier version, is null.
 *
 * @param createdBy a principal's name
 * @param createdByType {@code User}, {@code Application}, {@code ManagedIdentity} or {@code Key}
 */
public record SystemData(
    @Nullable String createdBy,
    @Nullable String createdByType,
    @Nullable Instant createdAt,
    @Nullable String lastModifiedBy,
    @Nullable String lastModifiedByType,
    @Nullable Instant lastModifiedAt) {

  /** What every principal of a hub is. */
  public static final String APPLICATION = "Application";

  /** Of a resource of which nothing is known. */
  public static final SystemData UNKNOWN = new SystemData(null, null, null, null, null, null);

  /** Of a resource that this principal makes; that is its first change, too. */
  public static SystemData created(String by, Instant at) {
    return new SystemData(by, APPLICATION, at, by, APPLICATION, at);
  }

  /** The same after a change by this principal. */
  public SystemData modified(String by, Instant at) {
    return new SystemData(createdBy, createdByType, createdAt, by, APPLICATION, at);
  }
}
