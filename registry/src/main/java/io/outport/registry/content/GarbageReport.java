package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * What a collection removed, or would have.
 *
 * @param dryRun whether nothing was touched
 * @param links how many blobs left a repository that no manifest there names
 * @param blobs how many blobs' bytes were removed, since no repository holds them
 * @param bytes how many bytes those were
 * @param items the first of them; see {@link #MAX_ITEMS}
 */
public record GarbageReport(boolean dryRun, long links, long blobs, long bytes, List<Item> items) {
  /** Most items that a report names; the counts count all. */
  public static final int MAX_ITEMS = 10_000;

  /** Why something is garbage. */
  public enum Reason {
    /** No manifest of the repository names the blob. */
    UNREFERENCED,
    /** No repository holds the blob. */
    ORPHANED
  }

  /**
   * One thing that is garbage.
   *
   * @param repository that held it; empty where none did
   */
  public record Item(String repository, Digest digest, long bytes, Reason reason) {}

  /** Copies the list. */
  public GarbageReport {
    items = List.copyOf(items);
  }

  /** Counts while a collection goes on. */
  static final class Tally {
    private final boolean dryRun;
    private final List<Item> items = new ArrayList<>();
    private long links;
    private long blobs;
    private long bytes;

    Tally(boolean dryRun) {
      this.dryRun = dryRun;
    }

    void add(Item item) {
      if (item.reason == Reason.UNREFERENCED) {
        links++;
      } else {
        blobs++;
        bytes += item.bytes;
      }
      if (items.size() < MAX_ITEMS) {
        items.add(item);
      }
    }

    GarbageReport toReport() {
      return new GarbageReport(dryRun, links, blobs, bytes, items);
    }
  }
}
