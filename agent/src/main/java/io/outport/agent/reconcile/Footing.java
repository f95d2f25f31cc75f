package io.outport.agent.reconcile;

/**
 * What an extension stands on that it may share with others.
 *
 * @param namespace whose pull secret its pods use
 * @param certManager it needs a cert-manager, whoever installed that
 */
public record Footing(String namespace, boolean certManager) {}
