/** Real sockets, clocks and links for tests; nothing here is used in production. */
@NullMarked
package io.outport.testkit;

import org.jspecify.annotations.NullMarked;
