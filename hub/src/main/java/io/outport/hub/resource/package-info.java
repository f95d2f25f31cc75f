/** Connected registries, scope maps and tokens: their rules, and their rows in SQLite. */
@NullMarked
package io.outport.hub.resource;

import org.jspecify.annotations.NullMarked;
