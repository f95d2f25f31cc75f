/** Whether a release works, and why not, in words. The judgement is pure. */
@NullMarked
package io.outport.agent.health;

import org.jspecify.annotations.NullMarked;
