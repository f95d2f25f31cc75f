package io.outport.registry.http;

import io.outport.registry.content.MissingContent;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Serves an empty registry for the OCI conformance suite: {@code ConformanceTarget <port>
 * [<key.pem> <cert.pem>]}, with account {@code admin}, password {@code admin-password}.
 */
final class ConformanceTarget {
  private ConformanceTarget() {}

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    HttpServerOptions options = RegistryRoutes.serverOptions();
    if (given.size() == 3) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setKeyValue(Buffer.buffer(Files.readAllBytes(Path.of(given.get(1)))))
                  .setCertValue(Buffer.buffer(Files.readAllBytes(Path.of(given.get(2))))));
    }
    RegistrySettings settings =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(MissingContent.ACCEPTED);
    try (TestRegistry registry =
        TestRegistry.start(
            settings, new MemoryBlobStore(), options, Integer.parseInt(given.getFirst()))) {
      System.out.println("serving on " + registry.port());
      Thread.currentThread().join();
    }
  }
}
