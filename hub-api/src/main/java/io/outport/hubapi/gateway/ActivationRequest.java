package io.outport.hubapi.gateway;

/**
 * Claims a site for one running instance. The claim of the instance that holds it already is
 * granted again, so a restart needs no {@code deactivate}.
 *
 * @param instanceId made once per data directory, kept there
 * @param version the running program's version
 */
public record ActivationRequest(String instanceId, String version) {}
