package io.outport.agent.health;

/**
 * A volume claim of a release.
 *
 * @param waitsForPod its class binds it only when a pod wants it
 * @param reason the newest event's words; empty for none
 */
public record Volume(String name, boolean bound, boolean waitsForPod, String reason) {}
