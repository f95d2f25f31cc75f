/**
 * A site: one process that claims its connected registry at the parent, keeps a copy of what it was
 * given, and serves it over HTTPS with or without the link. Only wiring and the conversation with
 * the parent are here; the rules are in {@code sync}, {@code registry} and {@code gateway}.
 */
@NullMarked
package io.outport.edge;

import org.jspecify.annotations.NullMarked;
