/**
 * The registry's front door: the OCI distribution API (v1.1) and the token endpoint on Vert.x, one
 * class for each endpoint. Requests are parsed on the event loop; everything that may wait runs as
 * plain blocking code on virtual threads.
 */
@NullMarked
package io.outport.registry.http;

import org.jspecify.annotations.NullMarked;
