/** What a registry does by itself to its content: collecting garbage, scrubbing. */
@NullMarked
package io.outport.registry.upkeep;

import org.jspecify.annotations.NullMarked;
