package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The name of an upload, safe to use as a file name and in a URL. */
public record UploadId(String value) {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9][a-z0-9-]{7,150}");
  private static final int RANDOM_BYTES = 16;

  /** Checks the grammar. */
  public UploadId {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException("not an upload id: " + value.length() + " characters");
    }
  }

  /** A fresh id with 128 random bits; give it a cryptographic generator. */
  public static UploadId random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new UploadId(HexFormat.of().formatHex(bytes));
  }

  /** The one id under which a sync fetches this blob, so that any later process continues it. */
  public static UploadId forTransfer(Digest digest) {
    return new UploadId("transfer-" + digest.algorithm().label() + "-" + digest.hex());
  }

  /** Reads an id from a URL, or says empty where the text is not one. */
  public static Optional<UploadId> find(String text) {
    return GRAMMAR.matcher(text).matches() ? Optional.of(new UploadId(text)) : Optional.empty();
  }
}
