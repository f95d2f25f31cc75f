/** The control API in the shape of Azure Resource Manager, and the sign-in to it. */
@NullMarked
package io.outport.hub.http;

import org.jspecify.annotations.NullMarked;
