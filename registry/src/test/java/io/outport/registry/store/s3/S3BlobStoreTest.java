package io.outport.registry.store.s3;

/** The contract with the parts of production: no upload of it is longer than one. */
final class S3BlobStoreTest extends S3BlobStoreContract {
  @Override
  int partBytes() {
    return S3BlobStore.PART_BYTES;
  }
}
