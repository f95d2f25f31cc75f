package io.outport.hubapi.agent;

/**
 * The key that an agent will sign with from now on.
 *
 * @param publicKey as PEM, EC P-256
 */
public record KeyRotation(String publicKey) {}
