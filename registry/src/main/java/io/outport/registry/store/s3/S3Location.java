package io.outport.registry.store.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a bucket that belongs to one registry.
 *
 * @param prefix what all keys begin with: empty, or folders that end with a slash
 */
public record S3Location(String bucket, String prefix) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
              + "(?<folders>(/[A-Za-z0-9_=][A-Za-z0-9._=-]{0,100}){0,10})/?");

  /**
   * Reads {@code s3://bucket} or {@code s3://bucket/some/folders}.
   *
   * @throws IllegalArgumentException in words that may stand behind the text
   */
  public static S3Location parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is no place in a bucket: write it like s3://my-bucket or s3://my-bucket/registry");
    }
    String folders = matcher.group("folders");
    return new S3Location(
        matcher.group("bucket"), folders.isEmpty() ? "" : folders.substring(1) + "/");
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
