package io.outport.sync.engine;

import io.outport.sync.Pause;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * What the engine takes from the machine.
 *
 * @param random safe for use by many threads; only spreads waits
 * @param threads makes threads that block
 */
public record SyncSurroundings(
    InstantSource clock, RandomGenerator random, Pause pause, ThreadFactory threads) {}
