/** {@code outport} itself: the main command, the servers as commands, and the demo. */
@NullMarked
package io.outport.dist;

import org.jspecify.annotations.NullMarked;
