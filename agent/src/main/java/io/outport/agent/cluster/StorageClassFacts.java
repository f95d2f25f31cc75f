package io.outport.agent.cluster;

/**
 * A storage class.
 *
 * @param expands its volumes can become larger
 */
public record StorageClassFacts(String name, boolean isDefault, boolean expands) {}
