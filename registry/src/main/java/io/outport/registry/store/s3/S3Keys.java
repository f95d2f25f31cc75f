package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import io.outport.registry.content.UploadId;
import java.util.Optional;

/** The names of objects, behind the location's prefix. */
final class S3Keys {
  static final String FORMAT = "format";
  static final String BLOBS = "blobs/";
  static final String UPLOADS = "uploads/";
  static final String QUARANTINE = "quarantine/";

  private S3Keys() {}

  static String blob(Digest digest) {
    return BLOBS + folderAndName(digest);
  }

  /** The sums of a blob's blocks, as the file store keeps them beside it. */
  static String sums(Digest digest) {
    return "sums/" + folderAndName(digest);
  }

  static String quarantine(Digest digest) {
    return QUARANTINE + folderAndName(digest);
  }

  static String upload(UploadId id) {
    return UPLOADS + id.value() + "/";
  }

  /** The parts of an upload count from zero. */
  static String part(UploadId id, int number) {
    String digits = Integer.toString(number);
    return upload(id) + "0".repeat(Math.max(0, 5 - digits.length())) + digits;
  }

  /** The key after which the keys of all later digests come. */
  static String after(String digest) {
    return BLOBS + digest.replace(':', '/');
  }

  static Optional<Digest> digest(String key) {
    return key.startsWith(BLOBS)
        ? Digest.find(key.substring(BLOBS.length()).replace('/', ':'))
        : Optional.empty();
  }

  /** Of the folder of an upload. */
  static Optional<UploadId> uploadId(String folder) {
    return UploadId.find(folder.substring(UPLOADS.length(), folder.length() - 1));
  }

  private static String folderAndName(Digest digest) {
    return digest.algorithm().label() + "/" + digest.hex();
  }
}
