package io.outport.registry.store.s3;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the SDK reports into what a caller, or a person, can do about it. */
final class S3Failures {
  private static final int MOVED = 301;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int FULL = 507;
  private static final String NO_BUCKET = "NoSuchBucket";

  private final S3Settings settings;

  S3Failures(S3Settings settings) {
    this.settings = settings;
  }

  /** Whether the answer was that the object is not there; not, that the bucket is not. */
  static boolean isAbsent(S3Exception failure) {
    return failure.statusCode() == NOT_FOUND && !code(failure).equals(NO_BUCKET);
  }

  /** The exception for a failed action, such as "delete blob X". */
  StoreException translate(String action, SdkException failure) {
    return failure instanceof S3Exception answer
        ? refused(action, answer)
        : unanswered(action, failure);
  }

  /** Opening fails for reasons that a person must act on, whatever the server calls them. */
  StoreException translateOpening(StoreException failure) {
    return failure.kind() == Kind.FAILED
        ? new StoreException(Kind.UNUSABLE, String.valueOf(failure.getMessage()), failure)
        : failure;
  }

  private StoreException refused(String action, S3Exception answer) {
    if (code(answer).equals(NO_BUCKET)) {
      return failure(
          Kind.UNUSABLE, action, "the bucket does not exist: make it or name another", answer);
    }
    return switch (answer.statusCode()) {
      case UNAUTHORIZED, FORBIDDEN ->
          failure(
              Kind.UNUSABLE,
              action,
              "access was refused (%s): give the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY the rights to get, put, delete and list here"
                  .formatted(code(answer)),
              answer);
      case MOVED, BAD_REQUEST -> misdirected(action, answer);
      case FULL -> failure(Kind.FULL, action, "the server has no room left, free some", answer);
      default ->
          failure(
              Kind.FAILED,
              action,
              "the server answered %d %s, see its log".formatted(answer.statusCode(), code(answer)),
              answer);
    };
  }

  private StoreException misdirected(String action, S3Exception answer) {
    Optional<String> region =
        answer.awsErrorDetails() == null
            ? Optional.empty()
            : answer.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region");
    String words =
        region
            .map("the bucket is in region %s, say so with --s3-region"::formatted)
            .orElse(
                "the server refused the request (%s): look at --s3-region and --s3-path-style"
                    .formatted(code(answer)));
    return failure(Kind.UNUSABLE, action, words, answer);
  }

  private StoreException unanswered(String action, SdkException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("load credentials")) {
      return failure(
          Kind.UNUSABLE,
          action,
          "no keys were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
          failure);
    }
    String words =
        "no answer came from %s (%s): see whether it runs and can be reached, or give another --s3-endpoint"
            .formatted(settings.endpoint().map(URI::toString).orElse("Amazon"), innermost(failure));
    return failure(Kind.FAILED, action, words, failure);
  }

  private StoreException failure(Kind kind, String action, String words, SdkException cause) {
    return new StoreException(
        kind, "cannot %s in '%s': %s".formatted(action, settings.location(), words), cause);
  }

  private static String code(S3Exception failure) {
    boolean named =
        failure.awsErrorDetails() != null && failure.awsErrorDetails().errorCode() != null;
    return named ? failure.awsErrorDetails().errorCode() : "no code";
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
