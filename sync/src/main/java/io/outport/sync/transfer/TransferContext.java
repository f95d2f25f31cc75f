package io.outport.sync.transfer;

import io.outport.sync.Pause;
import io.outport.sync.ProgressListener;
import io.outport.sync.Stop;
import io.outport.sync.Traffic;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What a transfer needs beside its blob.
 *
 * @param meter hears once, at the end however it comes, what moved
 */
record TransferContext(
    TransferSettings settings,
    ProgressListener listener,
    Stop stop,
    Consumer<Traffic> meter,
    Pause pause,
    RandomGenerator random) {}
