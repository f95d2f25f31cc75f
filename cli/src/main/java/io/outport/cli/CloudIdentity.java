package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import picocli.CommandLine.Option;

/** The other way that sites of the vendor's cloud sign in, which a hub of one's own has not. */
final class CloudIdentity {
  private static final String SYNC_TOKEN = "SyncToken";

  @Option(
      names = "--auth-type",
      hidden = true,
      paramLabel = "TYPE",
      description = "SyncToken; a hub has no cloud identities.")
  private String type = SYNC_TOKEN;

  @Option(
      names = "--identity",
      hidden = true,
      paramLabel = "ID",
      description = "Not at a hub, which has no cloud identities.")
  private String identity = "";

  /** Refuses what only the cloud has. */
  void requireNone() {
    if (!type.equalsIgnoreCase(SYNC_TOKEN) || !identity.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "a hub has no cloud identities, and sites sign in with sync tokens: leave --auth-type and"
              + " --identity out");
    }
  }
}
