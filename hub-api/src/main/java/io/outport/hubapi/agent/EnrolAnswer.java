package io.outport.hubapi.agent;

import java.time.Instant;

/**
 * The agent's key is known from now on.
 *
 * @param clusterId the cluster's resource id as the hub writes it
 * @param hubTime the hub's clock, for an agent to compare its own with
 */
public record EnrolAnswer(String clusterId, Instant hubTime) {}
