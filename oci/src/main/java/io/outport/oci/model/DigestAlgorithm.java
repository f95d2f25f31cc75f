package io.outport.oci.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** The registered digest algorithms of the OCI image specification (descriptor.md, "Digests"). */
public enum DigestAlgorithm {
  SHA256("sha256", "SHA-256", 64),
  SHA512("sha512", "SHA-512", 128);

  private final String label;
  private final String javaName;
  private final int hexLength;

  DigestAlgorithm(String label, String javaName, int hexLength) {
    this.label = label;
    this.javaName = javaName;
    this.hexLength = hexLength;
  }

  /** Finds the algorithm that a digest's prefix names; empty when it is not a supported one. */
  public static Optional<DigestAlgorithm> find(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** The prefix that digests of this algorithm carry, such as {@code sha256}. */
  public String label() {
    return label;
  }

  /** Number of lower-case hexadecimal characters in the encoded part. */
  public int hexLength() {
    return hexLength;
  }

  /** A fresh hasher; every Java platform has both algorithms. */
  public MessageDigest newHasher() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the Java platform lacks " + javaName, impossible);
    }
  }
}
