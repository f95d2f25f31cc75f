package io.outport.agent.cluster;

/** A storage class. */
public record StorageClassFacts(String name, boolean isDefault) {}
