/** The test doubles themselves, since a broken double makes every test lie. */
@NullMarked
package io.outport.testkit;

import org.jspecify.annotations.NullMarked;
