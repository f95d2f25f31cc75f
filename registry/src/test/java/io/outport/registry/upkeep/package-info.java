/** Tests of the work that goes on in the background. */
@NullMarked
package io.outport.registry.upkeep;

import org.jspecify.annotations.NullMarked;
