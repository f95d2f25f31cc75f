package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.time.Instant;

/**
 * A blob that a repository holds.
 *
 * @param size in bytes
 * @param linkedAt when it came into the repository, or came again, in milliseconds
 */
public record BlobLink(Digest digest, long size, Instant linkedAt) {}
