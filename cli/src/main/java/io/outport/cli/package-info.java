/** What a person or a script says to a hub: each command parses, calls the control API, prints. */
@NullMarked
package io.outport.cli;

import org.jspecify.annotations.NullMarked;
