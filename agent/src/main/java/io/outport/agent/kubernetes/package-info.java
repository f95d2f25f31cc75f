/** The ports on the cluster, by the Kubernetes API. */
@NullMarked
package io.outport.agent.kubernetes;

import org.jspecify.annotations.NullMarked;
