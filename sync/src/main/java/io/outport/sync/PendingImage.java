package io.outport.sync;

import java.time.Instant;

/**
 * An image that is not yet as the parent has it, and when to try again.
 *
 * @param attempts how often it failed by its own fault; 0 when only the link was lost
 * @param reason what went wrong last, in plain words
 */
public record PendingImage(ImageName image, int attempts, Instant nextAttempt, String reason) {}
