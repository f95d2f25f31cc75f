/** Who asked what of the control API, when, and what came of it. */
@NullMarked
package io.outport.hub.audit;

import org.jspecify.annotations.NullMarked;
