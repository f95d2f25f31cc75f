package io.outport.hubapi.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to content: the body of a webhook, and the {@code data} of a CloudEvent.
 *
 * @param id the same for every delivery of one event, so that a receiver can tell repeats
 * @param action {@code push}, {@code delete} or {@code ping}
 * @param target null for a ping
 * @param connectedRegistry null for what happened at the hub itself (reference, 3.6)
 */
public record EventContent(
    String id,
    Instant timestamp,
    String action,
    @Nullable Target target,
    @Nullable Request request,
    @JsonProperty("connectedregistry") @Nullable Site connectedRegistry) {

  /**
   * What it happened to.
   *
   * @param mediaType null where the manifest is gone, as are {@code size} and {@code length}
   * @param size of the manifest, in bytes
   * @param length the same as {@code size}
   * @param tag null where the event is of the manifest alone
   */
  public record Target(
      @Nullable String mediaType,
      @Nullable Long size,
      String digest,
      @Nullable Long length,
      String repository,
      @Nullable String tag) {}

  /** The request that brought the change, as far as it is kept. */
  public record Request(String id, String host, String method) {}

  /** The connected registry that the change happened at. */
  public record Site(String name) {}
}
