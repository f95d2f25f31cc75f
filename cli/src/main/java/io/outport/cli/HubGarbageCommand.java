package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.GarbageResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes what nothing names any more. */
@Command(
    name = "gc",
    description =
        "Remove blobs that no manifest names any more, while everything goes on. The hub does it by"
            + " itself, too, by its --gc-schedule.")
public final class HubGarbageCommand implements Runnable {
  private static final List<String> TITLES = List.of("Repository", "Digest", "Bytes", "Why");

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Option(
      names = {"--dry-run"},
      description = "Remove nothing; list what would be removed.")
  private boolean dryRun;

  /** Made by picocli. */
  public HubGarbageCommand() {}

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      GarbageResult result = client.collectGarbage(dryRun);
      output.list(result, TITLES, result.items().stream().map(HubGarbageCommand::row).toList());
      output.say(
          "%s %d blobs from repositories and %d blobs with %d bytes from the disk"
              .formatted(
                  result.dryRun() ? "would remove" : "removed",
                  result.links(),
                  result.blobs(),
                  result.bytes()));
    }
  }

  private static List<String> row(GarbageResult.Item item) {
    return List.of(
        item.repository().isEmpty() ? "-" : item.repository(),
        item.digest(),
        Long.toString(item.bytes()),
        item.reason().equals("ORPHANED") ? "no repository holds it" : "no manifest names it");
  }
}
