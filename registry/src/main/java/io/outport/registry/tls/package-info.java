/**
 * The server's side of TLS: which protocols, ciphers and engine a Vert.x server uses, and how its
 * certificate is replaced while it runs.
 */
@NullMarked
package io.outport.registry.tls;

import org.jspecify.annotations.NullMarked;
