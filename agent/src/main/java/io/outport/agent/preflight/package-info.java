/** What is found wrong before anything is changed: all of it in one answer. Pure on its ports. */
@NullMarked
package io.outport.agent.preflight;

import org.jspecify.annotations.NullMarked;
