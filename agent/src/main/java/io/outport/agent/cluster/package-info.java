/**
 * The cluster as the agent sees it: ports on the Kubernetes API, and the values that they speak in.
 */
@NullMarked
package io.outport.agent.cluster;

import org.jspecify.annotations.NullMarked;
