package io.outport.oci.client;

import java.io.IOException;

/** A blob's own source that failed on the way up: no fault of the registry or the link. */
final class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message);
  }

  SourceException(IOException cause) {
    super("cannot read the blob to push: " + cause.getMessage(), cause);
  }
}
