/**
 * The way up: what clients changed at a site that takes pushes is sent to its parent, which sends
 * it on to its own. See DESIGN.md beside this file.
 */
@NullMarked
package io.outport.sync.up;

import org.jspecify.annotations.NullMarked;
