/** The client over real sockets, against servers that misbehave as the test tells them to. */
@NullMarked
package io.outport.oci.client;

import org.jspecify.annotations.NullMarked;
