package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.time.Instant;

/**
 * A blob that a repository holds.
 *
 * @param size in bytes
 * @param referenced whether a manifest of the repository names it
 * @param since when it came into the repository or came again, or when the last manifest that named
 *     it was deleted, whichever is later; in milliseconds
 */
public record BlobLink(Digest digest, long size, boolean referenced, Instant since) {}
