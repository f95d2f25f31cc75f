/**
 * Twins of the stores that live in memory and end with the process: for tests, demonstrations and
 * as the model that the durable stores are held against.
 */
@NullMarked
package io.outport.registry.store.memory;

import org.jspecify.annotations.NullMarked;
