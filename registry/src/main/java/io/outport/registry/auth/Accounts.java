package io.outport.registry.auth;

import java.util.Optional;

/**
 * The accounts that a registry serves. Both methods answer empty for an account that is unknown,
 * disabled or expired, without saying which.
 *
 * <p>Contract: safe for use by many threads; never needs another machine (L8), so that a site goes
 * on serving with the hub gone; failures of the store under it are its store's exceptions.
 */
public interface Accounts {

  /**
   * The account with this name when the password is one of its own, compared in constant time.
   * Never logs or keeps the password (L10).
   *
   * @throws OtherRegistryException for one that is good, but belongs to another registry; {@link
   *     #find} answers empty for it
   */
  Optional<Account> authenticate(String name, String password);

  /**
   * The account with this name and the rights that it has now. Asked on every bearer request, so
   * that disabling an account, or taking a right away, takes effect on the next request: it must be
   * cheap, best a look into memory.
   */
  Optional<Account> find(String name);
}
