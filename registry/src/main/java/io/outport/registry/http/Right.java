package io.outport.registry.http;

import io.outport.oci.model.RepositoryAction;
import java.util.List;

/** What a caller needs for an endpoint, and what the challenge names when it is lacking. */
enum Right {
  /** Nothing: the endpoint checks credentials itself. */
  OPEN,
  /** Any valid credentials. */
  SIGNED_IN,
  /** Valid credentials, and for a bearer the scope of the catalog. */
  CATALOG,
  /** To read content. */
  PULL,
  /** To see tags: whoever may pull may, with or without the right to read metadata. */
  LIST_TAGS,
  /** To add content and move tags. */
  PUSH,
  /** To remove content and tags. */
  DELETE;

  /** One of these on the repository is enough; empty for rights that name no repository. */
  List<RepositoryAction> anyOf() {
    return switch (this) {
      case OPEN, SIGNED_IN, CATALOG -> List.of();
      case PULL -> List.of(RepositoryAction.CONTENT_READ);
      case LIST_TAGS -> List.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ);
      case PUSH -> List.of(RepositoryAction.CONTENT_WRITE);
      case DELETE -> List.of(RepositoryAction.CONTENT_DELETE);
    };
  }

  /** What a client should ask its next token for: who pushes reads as well. */
  List<RepositoryAction> challenged() {
    return switch (this) {
      case OPEN, SIGNED_IN, CATALOG -> List.of();
      case PULL, LIST_TAGS -> List.of(RepositoryAction.CONTENT_READ);
      case PUSH -> List.of(RepositoryAction.CONTENT_READ, RepositoryAction.CONTENT_WRITE);
      case DELETE -> List.of(RepositoryAction.CONTENT_DELETE);
    };
  }
}
