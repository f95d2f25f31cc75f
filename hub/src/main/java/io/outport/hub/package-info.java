/** The centre: makes a hub's data directory, and serves the registry, the gateway and the API. */
@NullMarked
package io.outport.hub;

import org.jspecify.annotations.NullMarked;
