/**
 * Decides what a sync must do: a pure comparison of what the parent has with what the site has,
 * whose result is a list of {@link io.outport.sync.plan.SyncStep}s. A second comparison after the
 * steps were done gives an empty list (law L5).
 */
@NullMarked
package io.outport.sync.plan;

import org.jspecify.annotations.NullMarked;
