package io.outport.oci.model;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A content digest such as {@code sha256:e3b0…}: the algorithm and its lower-case hexadecimal hash.
 *
 * <p>Source: OCI image specification, descriptor.md, "Digests".
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Comparable<Digest> {

  /** Checks the encoded part's length and alphabet. */
  public Digest {
    if (hex.length() != algorithm.hexLength() || !isLowerHex(hex)) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID,
          "digest '%s:%s' is malformed: expected %d lower-case hexadecimal characters after '%s:'"
              .formatted(
                  algorithm.label(),
                  Quoted.shorten(hex),
                  algorithm.hexLength(),
                  algorithm.label()));
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws OciException {@code DIGEST_INVALID} when the text is not a digest we support
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    String label = colon < 0 ? "" : text.substring(0, colon);
    DigestAlgorithm algorithm =
        DigestAlgorithm.find(label)
            .orElseThrow(
                () ->
                    new OciException(
                        ErrorCode.DIGEST_INVALID,
                        "digest '%s' is malformed: expected sha256:<64 hex> or sha512:<128 hex>"
                            .formatted(Quoted.shorten(text))));
    return new Digest(algorithm, text.substring(colon + 1));
  }

  /** Reads a digest, or says empty where the text is not one. */
  public static Optional<Digest> find(String text) {
    try {
      return Optional.of(parse(text));
    } catch (OciException ignored) {
      // The caller asked whether it is a digest; "no" is an answer, not a failure.
      return Optional.empty();
    }
  }

  /** The SHA-256 digest of these bytes. */
  public static Digest ofBytes(byte[] bytes) {
    return ofBytes(DigestAlgorithm.SHA256, bytes);
  }

  /** The digest of these bytes under the given algorithm. */
  public static Digest ofBytes(DigestAlgorithm algorithm, byte[] bytes) {
    MessageDigest hasher = algorithm.newHasher();
    return ofHash(algorithm, hasher.digest(bytes));
  }

  /** The digest that carries this finished hash. */
  public static Digest ofHash(DigestAlgorithm algorithm, byte[] hash) {
    return new Digest(algorithm, HexFormat.of().formatHex(hash));
  }

  @Override
  public int compareTo(Digest other) {
    int byAlgorithm = algorithm.compareTo(other.algorithm);
    return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
  }

  /** The form of the wire: {@code algorithm:hex}. */
  @Override
  public String toString() {
    return algorithm.label() + ":" + hex;
  }

  private static boolean isLowerHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
