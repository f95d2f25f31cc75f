package io.outport.agent.cluster;

import java.util.Map;

/**
 * A secret of somebody else.
 *
 * @param type such as {@code kubernetes.io/tls}
 * @param texts its values, decoded; secret
 */
public record SecretFacts(String namespace, String name, String type, Map<String, String> texts) {

  /** Copies the map. */
  public SecretFacts {
    texts = Map.copyOf(texts);
  }

  /** Without values (law L10). */
  @Override
  public String toString() {
    return "SecretFacts[%s/%s %s %s]".formatted(namespace, name, type, texts.keySet());
  }
}
