/**
 * From what is wished and what there is to the next step: the decision is pure, the steps are not.
 */
@NullMarked
package io.outport.agent.reconcile;

import org.jspecify.annotations.NullMarked;
