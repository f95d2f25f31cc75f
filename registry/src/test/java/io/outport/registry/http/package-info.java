/** Tests of the front door: a real server on loopback, driven over real sockets. */
@NullMarked
package io.outport.registry.http;

import org.jspecify.annotations.NullMarked;
