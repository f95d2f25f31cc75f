package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ScrubResult;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares every blob with its digest. */
@Command(
    name = "scrub",
    description =
        "Compare every blob with its digest now, at the hub's --scrub-rate; damaged ones are put"
            + " aside. The hub does it by itself, too, by its --scrub-interval.")
public final class HubScrubCommand implements Runnable {
  private static final List<String> TITLES = List.of("Digest", "What");

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  /** Made by picocli. */
  public HubScrubCommand() {}

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      ScrubResult result = client.scrub();
      List<List<String>> rows =
          Stream.concat(
                  result.damaged().stream().map(digest -> List.of(digest, "damaged, put aside")),
                  result.lost().stream()
                      .filter(digest -> !result.damaged().contains(digest))
                      .map(digest -> List.of(digest, "gone")))
              .toList();
      output.list(result, TITLES, rows);
      output.say(
          "read %d blobs with %d bytes: %d damaged, %d lost; push again what is lost"
              .formatted(
                  result.blobs(), result.bytes(), result.damaged().size(), result.lost().size()));
    }
  }
}
