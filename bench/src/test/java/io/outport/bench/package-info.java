@NullMarked
package io.outport.bench;

import org.jspecify.annotations.NullMarked;
