/** The ports of the gateway and of the registry's sign-in, answered from the hub's resources. */
@NullMarked
package io.outport.hub.site;

import org.jspecify.annotations.NullMarked;
