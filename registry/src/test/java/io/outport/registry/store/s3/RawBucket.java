package io.outport.registry.store.s3;

import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a store as anybody with the keys sees and changes them. */
final class RawBucket implements AutoCloseable {
  private final S3Client client;
  private final String name;
  private final String prefix;

  RawBucket(S3Settings settings) {
    this.client = S3Clients.client(settings, S3Stores.KEYS).build();
    this.name = settings.location().bucket();
    this.prefix = settings.location().prefix();
  }

  S3Client client() {
    return client;
  }

  /** Keys behind the store's prefix. */
  List<String> keys(String under) {
    return client
        .listObjectsV2Paginator(it -> it.bucket(name).prefix(prefix + under))
        .contents()
        .stream()
        .map(S3Object::key)
        .map(key -> key.substring(prefix.length()))
        .toList();
  }

  byte[] read(String key) {
    return client.getObjectAsBytes(it -> it.bucket(name).key(prefix + key)).asByteArray();
  }

  void write(String key, byte[] bytes) {
    var _ = client.putObject(it -> it.bucket(name).key(prefix + key), RequestBody.fromBytes(bytes));
  }

  void delete(String key) {
    var _ = client.deleteObject(it -> it.bucket(name).key(prefix + key));
  }

  /** How many multipart uploads were begun and not ended. */
  int unfinished() {
    return client.listMultipartUploads(it -> it.bucket(name).prefix(prefix)).uploads().size();
  }

  @Override
  public void close() {
    client.close();
  }
}
