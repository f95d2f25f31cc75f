/**
 * What makes a node's containerd trust a connected registry: the host entry and the CA in its
 * folders, the proof by containerd itself, and the way back. Host paths lie under one root that is
 * handed in; nothing here knows Kubernetes. DESIGN.md beside the module says why it is as it is.
 */
@NullMarked
package io.outport.trust;

import org.jspecify.annotations.NullMarked;
