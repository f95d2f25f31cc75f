package io.outport.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * All that a caller does with a blob store, once, with a record of what the store acknowledged: a
 * call that returned must hold, one that failed must have changed nothing that is visible.
 */
public final class Workload {
  private static final UploadId GROWING = new UploadId("growing-upload");
  private static final UploadId RESUMED = new UploadId("resumed-upload");

  private final byte[] first = bytes(1, 2_000);
  private final byte[] resumed = bytes(2, 3_000);
  private final byte[] cancelled = bytes(3, 500);
  private final byte[] wide = bytes(4, 1_000);
  private final byte[] growing = bytes(5, 4_000);

  /** Acknowledged and never deleted. */
  private final Map<Digest, byte[]> committed = new HashMap<>();

  /** Asked to be deleted, with whatever answer. */
  private final Set<Digest> doomed = new HashSet<>();

  /** Asked to be committed, with whatever answer. */
  private final Set<Digest> attempted = new HashSet<>();

  private final List<StoreException> failures = new ArrayList<>();
  private long growingCheckpoint;

  /** What was refused. */
  public List<StoreException> failures() {
    return failures;
  }

  /** Does everything; a step that fails is recorded, and the next ones go on. */
  public void run(BlobStore store) {
    step(() -> push(store, "first-upload", first, Digest.ofBytes(first)));
    step(() -> push(store, "repeat-upload", first, Digest.ofBytes(first)));
    step(() -> startResumed(store));
    step(() -> finishResumed(store));
    step(() -> cancel(store));
    step(() -> push(store, "wide-upload", wide, Digest.ofBytes(DigestAlgorithm.SHA512, wide)));
    step(() -> delete(store, Digest.ofBytes(first)));
    step(() -> grow(store));
  }

  /** What a store that was not closed since must show. */
  public void requireHeld(BlobStore store) throws IOException {
    for (Map.Entry<Digest, byte[]> each : committed.entrySet()) {
      assertThat(read(store, each.getKey())).isEqualTo(each.getValue());
    }
    for (Digest each : digests(store)) {
      assertThat(committed.containsKey(each) || doomed.contains(each)).as("%s", each).isTrue();
      assertThat(Digest.ofBytes(each.algorithm(), read(store, each))).isEqualTo(each);
    }
  }

  /** What a store that was opened again after a failure must show: the old or the new state. */
  public void requireRecovered(BlobStore store) throws IOException {
    for (Map.Entry<Digest, byte[]> each : committed.entrySet()) {
      assertThat(read(store, each.getKey())).isEqualTo(each.getValue());
    }
    for (Digest each : digests(store)) {
      assertThat(attempted).contains(each);
      assertThat(Digest.ofBytes(each.algorithm(), read(store, each))).isEqualTo(each);
    }
    requireResumable(store);
  }

  private void requireResumable(BlobStore store) {
    try (BlobUpload upload = store.openUpload(GROWING)) {
      assertThat(upload.checkpointed()).isGreaterThanOrEqualTo(growingCheckpoint);
      assertThat(upload.size()).isBetween(upload.checkpointed(), (long) growing.length);
      upload.truncate(upload.checkpointed());
      int size = (int) upload.size();
      upload.append(ByteBuffer.wrap(growing, size, growing.length - size));
      upload.commit(Digest.ofBytes(growing));
    }
    store.delete(Digest.ofBytes(growing));
  }

  private void push(BlobStore store, String id, byte[] bytes, Digest digest) {
    try (BlobUpload upload = store.openUpload(new UploadId(id))) {
      // An earlier run may have left bytes.
      upload.truncate(0);
      appendStubbornly(upload, bytes);
      appendAndRegret(upload, new byte[100]);
      commit(upload, bytes, digest);
    }
  }

  /** A caller that was refused asks how far it got, and goes on from there. */
  private void appendStubbornly(BlobUpload upload, byte[] bytes) {
    try {
      upload.append(ByteBuffer.wrap(bytes));
    } catch (StoreException failure) {
      failures.add(failure);
      int size = (int) upload.size();
      upload.append(ByteBuffer.wrap(bytes, size, bytes.length - size));
    }
  }

  /** Bytes that were refused are not there; others can be taken back. */
  private void appendAndRegret(BlobUpload upload, byte[] junk) {
    long size = upload.size();
    try {
      upload.append(ByteBuffer.wrap(junk));
    } catch (StoreException failure) {
      failures.add(failure);
      return;
    }
    upload.truncate(size);
  }

  private void startResumed(BlobStore store) {
    try (BlobUpload upload = store.openUpload(RESUMED)) {
      upload.truncate(0);
      upload.append(ByteBuffer.wrap(resumed, 0, 1_000));
      upload.checkpoint();
      upload.append(ByteBuffer.wrap(resumed, 1_000, 1_000));
    }
  }

  private void finishResumed(BlobStore store) {
    try (BlobUpload upload = store.openUpload(RESUMED)) {
      upload.truncate(Math.min(upload.size(), 1_000));
      upload.append(ByteBuffer.wrap(new byte[3]));
      upload.checkpoint();
      upload.truncate(upload.size() - 3);
      int size = (int) upload.size();
      upload.append(ByteBuffer.wrap(resumed, size, resumed.length - size));
      upload.checkpoint();
      commit(upload, resumed, Digest.ofBytes(resumed));
    }
  }

  private void cancel(BlobStore store) {
    try (BlobUpload upload = store.openUpload(new UploadId("cancelled-upload"))) {
      upload.append(ByteBuffer.wrap(cancelled));
      upload.checkpoint();
      upload.cancel();
    }
  }

  private void grow(BlobStore store) {
    try (BlobUpload upload = store.openUpload(GROWING)) {
      for (int start = 0; start < 3_000; start += 1_000) {
        upload.append(ByteBuffer.wrap(growing, start, 1_000));
        upload.checkpoint();
        growingCheckpoint = upload.size();
      }
      upload.append(ByteBuffer.wrap(growing, 3_000, 500));
    }
  }

  private void commit(BlobUpload upload, byte[] bytes, Digest digest) {
    attempted.add(digest);
    upload.commit(digest);
    committed.put(digest, bytes);
  }

  private void delete(BlobStore store, Digest digest) {
    committed.remove(digest);
    doomed.add(digest);
    store.delete(digest);
  }

  private void step(Runnable action) {
    try {
      action.run();
    } catch (StoreException failure) {
      failures.add(failure);
    }
  }

  private static List<Digest> digests(BlobStore store) {
    return store.listDigests("", 10_000);
  }

  private static byte[] read(BlobStore store, Digest digest) throws IOException {
    try (BlobContent content = store.open(digest).orElseThrow();
        var stream = content.read(0, content.size())) {
      return stream.readAllBytes();
    }
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
