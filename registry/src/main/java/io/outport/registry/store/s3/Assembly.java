package io.outport.registry.store.s3;

import io.outport.registry.content.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One object that is put together from others, and from bytes: nothing of it can be seen before
 * {@link #finish}, which makes all of it visible at once. Used by one thread.
 */
final class Assembly {
  /** How many objects the server is asked to copy at the same time. */
  private static final int COPIES_AT_ONCE = 8;

  private final Bucket bucket;
  private final S3Client client;
  private final String name;
  private final String key;
  private final String id;
  private final List<CompletedPart> parts = new ArrayList<>();

  private Assembly(Bucket bucket, S3Client client, String name, String key, String id) {
    this.bucket = bucket;
    this.client = client;
    this.name = name;
    this.key = key;
    this.id = id;
  }

  static Assembly start(
      Bucket bucket, S3Client client, String name, String key, Map<String, String> metadata) {
    String id =
        bucket.call(
            "begin " + key,
            () ->
                client
                    .createMultipartUpload(it -> it.bucket(name).key(key).metadata(metadata))
                    .uploadId());
    return new Assembly(bucket, client, name, key, id);
  }

  /** Adds these objects, copied by the server; each is of 5 MiB at least. */
  void addAll(List<String> sources, ExecutorService threads) {
    for (int start = 0; start < sources.size(); start += COPIES_AT_ONCE) {
      List<String> some = sources.subList(start, Math.min(start + COPIES_AT_ONCE, sources.size()));
      int next = parts.size() + 1;
      List<Callable<CompletedPart>> copies =
          IntStream.range(0, some.size())
              .<Callable<CompletedPart>>mapToObj(at -> () -> copy(some.get(at), next + at))
              .toList();
      parts.addAll(run(copies, threads));
    }
  }

  /** Adds the last bytes. */
  void add(ObjectBody body) {
    int number = parts.size() + 1;
    String tag =
        bucket.call(
            "write " + key,
            () ->
                client
                    .uploadPart(
                        it ->
                            it.bucket(name)
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .contentMD5(body.md5()),
                        body.toRequest())
                    .eTag());
    parts.add(part(number, tag));
  }

  /** Makes the object visible, in place of one that was there. */
  void finish() {
    List<CompletedPart> all = List.copyOf(parts);
    var _ =
        bucket.call(
            "finish " + key,
            () ->
                client.completeMultipartUpload(
                    it ->
                        it.bucket(name)
                            .key(key)
                            .uploadId(id)
                            .multipartUpload(to -> to.parts(all))));
  }

  /** Drops what was added. Where that fails it is dropped by a later start. */
  void abort() {
    abort(client, name, key, id);
  }

  static void abort(S3Client client, String name, String key, String id) {
    try {
      var _ = client.abortMultipartUpload(it -> it.bucket(name).key(key).uploadId(id));
    } catch (SdkException ignored) {
      // It may have ended by itself; if not, a later start finds it by its age.
    }
  }

  private CompletedPart copy(String source, int number) {
    String tag =
        bucket.call(
            "copy " + source,
            () ->
                client
                    .uploadPartCopy(
                        it ->
                            it.sourceBucket(name)
                                .sourceKey(bucket.withPrefix(source))
                                .destinationBucket(name)
                                .destinationKey(key)
                                .uploadId(id)
                                .partNumber(number))
                    .copyPartResult()
                    .eTag());
    return part(number, tag);
  }

  private static List<CompletedPart> run(
      List<Callable<CompletedPart>> copies, ExecutorService threads) {
    try {
      List<CompletedPart> done = new ArrayList<>();
      for (Future<CompletedPart> copy : threads.invokeAll(copies)) {
        done.add(copy.get());
      }
      return done;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof StoreException known) {
        throw known;
      }
      throw new IllegalStateException("copying failed in an unforeseen way", failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          StoreException.Kind.FAILED, "stopped while a blob was put together", stopped);
    }
  }

  private static CompletedPart part(int number, String tag) {
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }
}
