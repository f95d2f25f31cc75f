/**
 * What the agent needs of Helm: the port {@link io.outport.agent.release.Releases} and its words.
 */
@NullMarked
package io.outport.agent.release;

import org.jspecify.annotations.NullMarked;
