/** A real PostgreSQL for tests. */
@NullMarked
package io.outport.testkit.postgres;

import org.jspecify.annotations.NullMarked;
