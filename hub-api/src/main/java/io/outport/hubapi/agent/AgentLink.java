package io.outport.hubapi.agent;

import java.net.URI;

/**
 * Which hub an agent speaks to, and as whom.
 *
 * @param hub such as {@code https://hub.example.org:8443}, without a path
 * @param clusterId the cluster's resource id
 */
public record AgentLink(URI hub, String clusterId, AgentKey key) {

  /** The same with another key. */
  public AgentLink with(AgentKey other) {
    return new AgentLink(hub, clusterId, other);
  }
}
