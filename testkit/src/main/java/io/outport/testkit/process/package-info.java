/**
 * Our programs and foreign ones as processes: started, driven by their command lines, and ended.
 * The black-box scenarios and the benchmarks are written on it.
 */
@NullMarked
package io.outport.testkit.process;

import org.jspecify.annotations.NullMarked;
