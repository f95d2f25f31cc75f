package io.outport.oci.client;

import io.outport.oci.model.RepositoryName;

/** The scopes of tokens, in the words of Docker's token authentication. */
final class Scopes {
  static final String CATALOG = "registry:catalog:*";

  private Scopes() {}

  static String pull(RepositoryName repository) {
    return "repository:%s:pull".formatted(repository);
  }

  static String push(RepositoryName repository) {
    return "repository:%s:pull,push".formatted(repository);
  }

  static String delete(RepositoryName repository) {
    return "repository:%s:delete".formatted(repository);
  }
}
