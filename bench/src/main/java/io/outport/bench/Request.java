package io.outport.bench;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A read that is repeated.
 *
 * @param scope what a bearer token for it must be good for
 * @param headers beyond the token
 */
record Request(String method, String path, String scope, Map<String, String> headers) {

  Request {
    headers = Map.copyOf(headers);
  }

  /** Reads a manifest; without this Accept some registries answer OCI manifests with 404. */
  static Request manifest(String method, String repository, String reference) {
    return new Request(
        method,
        "/v2/%s/manifests/%s".formatted(repository, reference),
        pull(repository),
        Map.of("Accept", MediaType.OCI_MANIFEST));
  }

  static Request blob(String repository, Digest digest) {
    return get("/v2/%s/blobs/%s".formatted(repository, digest), pull(repository));
  }

  static Request get(String path, String scope) {
    return new Request("GET", path, scope, Map.of());
  }

  static String pull(String repository) {
    return "repository:%s:pull".formatted(repository);
  }

  Request withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Request(method, path, scope, more);
  }
}
