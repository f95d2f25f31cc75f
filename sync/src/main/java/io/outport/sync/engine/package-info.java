/**
 * Runs a sync: asks the parent, has the {@linkplain io.outport.sync.plan plan} made, carries its
 * steps out, and remembers in the journal what did not work.
 */
@NullMarked
package io.outport.sync.engine;

import org.jspecify.annotations.NullMarked;
