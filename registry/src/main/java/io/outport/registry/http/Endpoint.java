package io.outport.registry.http;

import java.io.IOException;

/** One endpoint with one method: parse, call, render. Runs on a virtual thread and may wait. */
@FunctionalInterface
interface Endpoint {
  /**
   * Answers the request.
   *
   * @throws io.outport.oci.model.OciException for what the client did wrong
   * @throws RefusalException when the answer needs more than an error code
   * @throws IOException when the client is gone, or a blob's medium failed
   */
  Reply answer(Exchange exchange, Caller caller) throws IOException;
}
