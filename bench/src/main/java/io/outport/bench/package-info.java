/**
 * The benchmarks: Outport beside other servers, in one run on one machine, in alternating rounds.
 * Nothing here fails on a figure; a wrong answer fails.
 */
@NullMarked
package io.outport.bench;

import org.jspecify.annotations.NullMarked;
