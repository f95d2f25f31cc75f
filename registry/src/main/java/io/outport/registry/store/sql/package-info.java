/**
 * What the bytes mean, in SQL: {@link io.outport.registry.store.sql.SqliteMetadataStore} on one
 * file, and {@link io.outport.registry.store.sql.SqliteDatabase}, the durable single-writer
 * database under it that other stores of the same process keep their own tables in.
 */
@NullMarked
package io.outport.registry.store.sql;

import org.jspecify.annotations.NullMarked;
