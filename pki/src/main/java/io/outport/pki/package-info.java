/**
 * Certificates and keys: a small certificate authority, PEM text, checks of a server's certificate
 * in plain words, and the trust that a client needs. Everything here is computed from values that
 * are passed in; nothing touches disk, network or Kubernetes. Bouncy Castle is used in this room
 * only.
 */
@NullMarked
package io.outport.pki;

import org.jspecify.annotations.NullMarked;
