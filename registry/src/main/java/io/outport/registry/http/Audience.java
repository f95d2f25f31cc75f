package io.outport.registry.http;

import io.outport.oci.model.RepositoryName;

/** What a kept answer tells of, and so who may have it. */
sealed interface Audience {

  /** Of one repository: for those with this right on it. */
  record OfRepository(RepositoryName repository, Right right) implements Audience {}

  /**
   * The list of all repositories: for those who may see every one. Lists of others differ from
   * account to account and are not kept.
   */
  record OfCatalog() implements Audience {}
}
