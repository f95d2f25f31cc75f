package io.outport.hubapi.agent;

import java.util.Objects;

/**
 * An archive that somebody waits for.
 *
 * @param base64 of a tar archive packed by gzip, which has at most {@link #MAX_BYTES}
 */
public record ArchiveUpload(String base64) {
  /** Largest packed archive: what one request takes, with room for Base64. */
  public static final int MAX_BYTES = 700 * 1024;

  /** Requires it. */
  public ArchiveUpload {
    Objects.requireNonNull(base64, "base64");
  }
}
