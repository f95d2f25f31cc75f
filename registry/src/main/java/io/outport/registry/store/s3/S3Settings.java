package io.outport.registry.store.s3;

import java.net.URI;
import java.util.Optional;

/**
 * Which bucket, and how it is reached. Who may use it is told by the environment, as the SDK's
 * default chain reads it, so that no secret is among the settings.
 *
 * @param endpoint the server's address; Amazon's own where empty
 * @param region the region that requests are signed for; from the environment where empty, and
 *     {@value #DEFAULT_REGION} at an endpoint of one's own
 * @param pathStyle whether the bucket is named in the path and not in the host name
 */
public record S3Settings(
    S3Location location,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Reads reads) {
  static final String DEFAULT_REGION = "us-east-1";

  /** How clients get a blob. */
  public enum Reads {
    /** The registry fetches it, checks it and sends it on. */
    STREAMED,
    /** The registry sends the client to the bucket, with an address that is valid for minutes. */
    REDIRECTED
  }
}
