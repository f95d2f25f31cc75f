package io.outport.oci.model;

import java.util.Arrays;
import java.util.Optional;

/** What a token may do to a repository; the labels are those of scope maps (reference, 3.5). */
public enum RepositoryAction {
  CONTENT_READ("content/read"),
  CONTENT_WRITE("content/write"),
  CONTENT_DELETE("content/delete"),
  METADATA_READ("metadata/read"),
  METADATA_WRITE("metadata/write");

  private final String label;

  RepositoryAction(String label) {
    this.label = label;
  }

  /** Finds the action with this label. */
  public static Optional<RepositoryAction> find(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** The form used in scope maps, such as {@code content/read}. */
  public String label() {
    return label;
  }
}
