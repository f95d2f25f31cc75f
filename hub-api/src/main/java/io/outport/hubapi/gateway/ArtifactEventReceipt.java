package io.outport.hubapi.gateway;

/**
 * What a parent has taken.
 *
 * @param lastSequence of the newest event that it keeps, or kept before, of this instance
 */
public record ArtifactEventReceipt(long lastSequence) {}
