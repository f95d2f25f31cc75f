package io.outport.agent.kubernetes;

import io.outport.agent.FakeApi;

/** Objects of the namespace {@code site}, as an API server has them. */
record SiteObjects(FakeApi api) {
  static final String SPEC = "{\"selector\":{\"matchLabels\":{\"app\":\"other\"}}}";

  static String daemons(int wanted, int ready) {
    return "{\"observedGeneration\":2,\"desiredNumberScheduled\":%d,\"updatedNumberScheduled\":%d,\"numberReady\":%d}"
        .formatted(wanted, wanted, ready);
  }

  void node(String name, String ready) {
    api.put(
        "nodes",
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},
         "status":{"conditions":[{"type":"Ready","status":"%s"}]}}\
        """
            .formatted(name, ready));
  }

  void object(
      String version,
      String kind,
      String plural,
      String name,
      String metadata,
      String spec,
      String status) {
    api.put(
        plural,
        """
        {"apiVersion":"%s","kind":"%s",
         "metadata":{%s"name":"%s","namespace":"site","generation":2},"spec":%s,"status":%s}\
        """
            .formatted(version, kind, metadata, name, spec, status));
  }
}
