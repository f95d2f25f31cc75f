/**
 * The ports and shared words of the sync engine: {@link io.outport.sync.Parent}, where content
 * comes from, and {@link io.outport.sync.SyncJournal}, what must survive the process. Nothing below
 * this package touches disk, network or the machine's clock by itself.
 */
@NullMarked
package io.outport.sync;

import org.jspecify.annotations.NullMarked;
