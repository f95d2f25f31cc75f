/** Archives for people who look for a fault: what the cluster says, without its secrets (L10). */
@NullMarked
package io.outport.agent.diagnostics;

import org.jspecify.annotations.NullMarked;
