package io.outport.registry.http;

import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.TokenAccess;
import java.util.Optional;

/**
 * Who makes a request, and how far the proof reaches.
 *
 * @param access the limits of the bearer token; empty for a caller that gave the password itself,
 *     or nothing where everybody may read
 */
record Caller(Account account, Proof proof, TokenAccess access) {

  /** How the caller showed who it is. */
  enum Proof {
    /** It did not. */
    NONE,
    PASSWORD,
    TOKEN
  }

  /** Whether the account has the right now, and the proof reaches that far. */
  boolean may(RepositoryName repository, RepositoryAction action) {
    return account.allows(repository, action)
        && (proof != Proof.TOKEN || access.allows(repository, action));
  }

  /** Whether the account may read the repository's content, whatever the token was issued for. */
  boolean accountMayRead(RepositoryName repository) {
    return account.allows(repository, RepositoryAction.CONTENT_READ);
  }

  /** Whether the account may know that the repository exists. */
  boolean accountMaySee(RepositoryName repository) {
    return accountMayRead(repository) || account.allows(repository, RepositoryAction.METADATA_READ);
  }

  /** Whether the caller may have what was answered to another of this audience. */
  boolean isOf(Audience audience) {
    return switch (audience) {
      case Audience.OfRepository(var repository, var right) -> find(repository, right).isPresent();
      case Audience.OfCatalog _ ->
          account.seesEveryRepository() && (proof != Proof.TOKEN || access.catalog());
    };
  }

  /** The right of the list that the caller has on the repository, if any. */
  Optional<RepositoryAction> find(RepositoryName repository, Right right) {
    return right.anyOf().stream().filter(action -> may(repository, action)).findFirst();
  }
}
