/** Charts and images at the hub, pulled by digest and kept in a folder of the agent's. */
@NullMarked
package io.outport.agent.chart;

import org.jspecify.annotations.NullMarked;
