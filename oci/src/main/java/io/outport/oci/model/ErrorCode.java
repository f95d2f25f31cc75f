package io.outport.oci.model;

/** The error codes of the OCI distribution specification, each with the status it answers with. */
public enum ErrorCode {
  BLOB_UNKNOWN(404),
  BLOB_UPLOAD_INVALID(400),
  BLOB_UPLOAD_UNKNOWN(404),
  DIGEST_INVALID(400),
  MANIFEST_BLOB_UNKNOWN(404),
  MANIFEST_INVALID(400),
  MANIFEST_UNKNOWN(404),
  NAME_INVALID(400),
  NAME_UNKNOWN(404),
  SIZE_INVALID(400),
  TAG_INVALID(400),
  UNAUTHORIZED(401),
  DENIED(403),
  UNSUPPORTED(405),
  TOOMANYREQUESTS(429),
  /** Ours: the body is larger than the named limit (the specification asks for 413 only). */
  TOO_LARGE(413),
  /** Ours: a range that cannot be served or appended. */
  RANGE_INVALID(416),
  /** Ours: the store cannot take more. */
  INSUFFICIENT_STORAGE(507),
  /** Ours: the registry failed; the message never carries internals. */
  UNKNOWN(500);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /** The HTTP status that goes with this code unless the endpoint's section says otherwise. */
  public int status() {
    return status;
  }
}
