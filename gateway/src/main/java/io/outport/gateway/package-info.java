/**
 * The parent's side of the link, the same for a hub and for an edge with children: who a site is
 * ({@link io.outport.gateway.Sites}), what it has to hear ({@link
 * io.outport.gateway.MessageQueue}), and when to look again ({@link io.outport.gateway.Bell}).
 */
@NullMarked
package io.outport.gateway;

import org.jspecify.annotations.NullMarked;
