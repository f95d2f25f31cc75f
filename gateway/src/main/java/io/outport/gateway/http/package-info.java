/** The gateway over HTTPS, and the small JSON server that the control API shares with it. */
@NullMarked
package io.outport.gateway.http;

import org.jspecify.annotations.NullMarked;
