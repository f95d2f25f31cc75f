package io.outport.registry.http;

import java.io.IOException;

/** The connection ended before the request did: there is nobody to answer. */
final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(Throwable cause) {
    super("the client went away in the middle of a request", cause);
  }
}
