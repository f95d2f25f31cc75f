package io.outport.hub.resource;

import io.outport.oci.model.Quoted;

/** A request that the rules of resources refuse; nothing was changed. */
public final class ResourceProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal, with the status that the API answers. */
  public enum Kind {
    /** The request itself is wrong. */
    INVALID(400),
    /** There is no such resource. */
    NOT_FOUND(404),
    /** Another resource stands in the way. */
    CONFLICT(409),
    /** The resource is not as the request says it was. */
    STALE(412);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }

  private final Kind kind;
  private final String code;

  ResourceProblem(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /** A refusal with a code of its own. */
  public static ResourceProblem of(Kind kind, String code, String message) {
    return new ResourceProblem(kind, code, message);
  }

  /** The request itself is wrong. */
  public static ResourceProblem invalid(String message) {
    return new ResourceProblem(Kind.INVALID, "InvalidParameter", message);
  }

  /** The request itself is wrong, with a code of its own. */
  public static ResourceProblem invalid(String code, String message) {
    return new ResourceProblem(Kind.INVALID, code, message);
  }

  /** Another resource stands in the way. */
  public static ResourceProblem conflict(String code, String message) {
    return new ResourceProblem(Kind.CONFLICT, code, message);
  }

  /** There is no such resource; {@code what} is also the name of its commands. */
  public static ResourceProblem notFound(String what, String name) {
    return new ResourceProblem(
        Kind.NOT_FOUND,
        "ResourceNotFound",
        "there is no %s '%s': see 'outport %s list'"
            .formatted(what, Quoted.shorten(name), what.replace(' ', '-')));
  }

  /** What kind of refusal. */
  public Kind kind() {
    return kind;
  }

  /** The code for programs. */
  public String code() {
    return code;
  }

  /** In words; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
