package io.outport.agent.release;

/** Which release of which namespace. */
public record ReleaseName(String namespace, String name) {}
