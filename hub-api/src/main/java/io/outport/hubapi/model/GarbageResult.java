package io.outport.hubapi.model;

import java.util.List;

/**
 * What a collection of garbage removed, or would have.
 *
 * @param dryRun whether nothing was touched
 * @param links blobs that left a repository
 * @param blobs blobs whose bytes were removed
 * @param bytes how many bytes those were
 * @param items the first ten thousand of both
 */
public record GarbageResult(boolean dryRun, long links, long blobs, long bytes, List<Item> items) {

  /**
   * One of them.
   *
   * @param repository empty for bytes that no repository holds
   * @param reason {@code UNREFERENCED} by any manifest of the repository, or {@code ORPHANED}
   */
  public record Item(String repository, String digest, long bytes, String reason) {}
}
