/**
 * What the bytes mean, in SQL: {@link io.outport.registry.store.sql.SqlMetadataStore} on a {@link
 * io.outport.registry.store.sql.SqlDatabase}, a durable single-writer database that other stores of
 * the same process keep their own tables in: a SQLite file, or PostgreSQL for a hub.
 */
@NullMarked
package io.outport.registry.store.sql;

import org.jspecify.annotations.NullMarked;
