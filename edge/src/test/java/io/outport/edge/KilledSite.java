package io.outport.edge;

import io.outport.hubapi.model.ConnectionString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A site as a process of its own, to be killed: data folder and connection string's file. */
final class KilledSite {
  private KilledSite() {}

  public static void main(String[] arguments) throws Exception {
    ConnectionString connection = ConnectionString.parse(Files.readString(Path.of(arguments[1])));
    try (EdgeServer site =
        EdgeServer.start(
            EdgeSettings.of(
                Path.of(arguments[0]), connection, "127.0.0.1", 0, List.of("127.0.0.1")))) {
      System.out.println("serving " + site.loginServer());
      new CountDownLatch(1).await();
    }
  }
}
