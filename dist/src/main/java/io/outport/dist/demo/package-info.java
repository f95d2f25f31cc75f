/**
 * {@code outport demo}: the main job on one machine, with real processes, HTTPS, a link that is cut
 * and a hub that goes away, and at the end a table of what was proven.
 */
@NullMarked
package io.outport.dist.demo;

import org.jspecify.annotations.NullMarked;
