/** What stands between an extension and its being as asked for, told so that a person can act. */
@NullMarked
package io.outport.agent.problem;

import org.jspecify.annotations.NullMarked;
