package io.outport.registry.store.s3;

import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Stores on a server of the tests, each test with its own prefix. */
final class S3Stores {
  static final AwsCredentialsProvider KEYS =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));

  /** Ends with the process; its threads keep nothing alive. */
  static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private S3Stores() {}

  static S3Settings settings(S3Server server, String prefix, Reads reads) {
    return new S3Settings(
        new S3Location(S3Server.BUCKET, prefix),
        Optional.of(server.endpoint()),
        Optional.of("us-east-1"),
        true,
        reads);
  }

  static S3BlobStore open(S3Settings settings, Path staging, int partBytes) {
    return open(link(settings), staging, partBytes);
  }

  static S3BlobStore open(Bucket.Link link, Path staging, int partBytes) {
    return S3BlobStore.open(link, staging, partBytes, surroundings());
  }

  static S3BlobStore.Surroundings surroundings() {
    return new S3BlobStore.Surroundings(
        InstantSource.system(), OptionalLong.of(0), digest -> {}, THREADS);
  }

  static Bucket.Link link(S3Settings settings) {
    return link(settings, S3Clients.client(settings, KEYS).build());
  }

  static Bucket.Link link(S3Settings settings, S3Client client) {
    return new Bucket.Link(settings, client, S3Clients.presigner(settings, KEYS));
  }
}
