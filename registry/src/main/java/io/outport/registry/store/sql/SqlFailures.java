package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;

/** Turns what a kind of database reports into what a caller can do about it. */
@FunctionalInterface
interface SqlFailures {
  /**
   * What to throw.
   *
   * @param action what failed, such as "cannot read the database"
   * @param name of the database, as a person knows it; holds no secret
   */
  StoreException translate(String action, String name, Exception failure);
}
