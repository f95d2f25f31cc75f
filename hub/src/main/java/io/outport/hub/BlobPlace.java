package io.outport.hub;

import io.outport.registry.store.s3.S3Settings;

/** Where a hub keeps the bytes of its registry; the choice is made at its first start. */
public sealed interface BlobPlace {
  /** In its data directory. */
  record DataDirectory() implements BlobPlace {}

  /** In a bucket; what of uploads is too short for that is in the data directory. */
  record Bucket(S3Settings settings) implements BlobPlace {}
}
