package io.outport.registry.store.s3;

/** The contract with parts so short that most uploads have many. */
final class S3PartsTest extends S3BlobStoreContract {
  @Override
  int partBytes() {
    return 20_000;
  }
}
