package io.outport.oci.model;

/** What names a manifest inside a repository: a {@link Tag}, or a digest as {@link ByDigest}. */
public sealed interface Reference permits Tag, Reference.ByDigest {

  /** A manifest named by its own digest. */
  record ByDigest(Digest digest) implements Reference {
    @Override
    public String toString() {
      return digest.toString();
    }
  }

  /**
   * Reads a reference: a digest where the text holds a colon (no tag can), a tag otherwise.
   *
   * @throws OciException {@code DIGEST_INVALID} or {@code TAG_INVALID}
   */
  static Reference parse(String text) {
    return text.indexOf(':') >= 0 ? new ByDigest(Digest.parse(text)) : new Tag(text);
  }

  /** The reference that names exactly this content. */
  static Reference of(Digest digest) {
    return new ByDigest(digest);
  }
}
