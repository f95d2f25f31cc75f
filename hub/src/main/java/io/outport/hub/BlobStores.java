package io.outport.hub;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobStore;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.s3.S3BlobStore;
import io.outport.registry.store.s3.S3Settings;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Opens a hub's blob store where it was told to. A hub whose blobs are at the other place is
 * refused: it would take all of them for lost.
 */
record BlobStores(
    HubDirectory directory,
    InstantSource clock,
    OptionalLong freeSpaceFloor,
    Consumer<Digest> damaged,
    ExecutorService threads) {

  BlobStore open(BlobPlace place) {
    return switch (place) {
      case BlobPlace.DataDirectory _ -> openFiles();
      case BlobPlace.Bucket bucket -> openBucket(bucket.settings());
    };
  }

  private BlobStore openFiles() {
    if (Files.exists(directory.blobStaging())) {
      throw new Refusal(
          Refusal.Exit.DATA_DIRECTORY,
          "the hub in '%s' keeps its blobs in a bucket: start it with the same --blobs as before"
              .formatted(directory.root()));
    }
    return FileBlobStore.open(directory.blobs(), clock, freeSpaceFloor, damaged);
  }

  private BlobStore openBucket(S3Settings settings) {
    if (directory.hasBlobs()) {
      throw new Refusal(
          Refusal.Exit.DATA_DIRECTORY,
          "the hub in '%s' keeps its blobs in its data directory: start it without --blobs, or make a new hub for the bucket and push there"
              .formatted(directory.root()));
    }
    return S3BlobStore.open(
        settings,
        directory.blobStaging(),
        new S3BlobStore.Surroundings(clock, freeSpaceFloor, damaged, threads));
  }
}
