/**
 * The agent's end of the link to its hub: enrolment, the poll for what is desired, one worker per
 * extension, and what is told back. Whatever becomes of the link, what runs in the cluster stays.
 */
@NullMarked
package io.outport.agent.link;

import org.jspecify.annotations.NullMarked;
