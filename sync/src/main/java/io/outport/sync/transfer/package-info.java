/**
 * Brings blobs over a link that may break at any moment: each piece is appended to a durable upload
 * as it arrives, so no cut and no end of the process costs more than what was still on the way.
 */
@NullMarked
package io.outport.sync.transfer;

import org.jspecify.annotations.NullMarked;
