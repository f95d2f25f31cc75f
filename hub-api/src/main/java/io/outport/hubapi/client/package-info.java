/** The control API's client: what our own command line says to a hub. */
@NullMarked
package io.outport.hubapi.client;

import org.jspecify.annotations.NullMarked;
