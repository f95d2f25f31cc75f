/** Helm in this process, by its library, and Helm's own records, by the Kubernetes API. */
@NullMarked
package io.outport.agent.helm;

import org.jspecify.annotations.NullMarked;
