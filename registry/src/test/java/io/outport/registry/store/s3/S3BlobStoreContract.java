package io.outport.registry.store.s3;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.DurableBlobStoreContract;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real S3-speaking server. */
abstract class S3BlobStoreContract extends DurableBlobStoreContract {
  private static S3Server server;

  private final String prefix = UUID.randomUUID() + "/";

  abstract int partBytes();

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.startForShortParts();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected BlobStore openStore(Path folder) {
    return S3Stores.open(S3Stores.settings(server, prefix, Reads.STREAMED), folder, partBytes());
  }
}
