package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.registry.auth.Rate;
import io.outport.registry.http.Protection;
import picocli.CommandLine.Option;

/** Who may come to a server's registry without an account, and how often each may come. */
final class ProtectionOptions {
  private static final String ANY = "";

  @Option(
      names = {"--anonymous-pull"},
      description = "Let everybody pull everything without signing in.")
  private boolean anonymousPull;

  @Option(
      names = {"--rate-limit"},
      paramLabel = "RATE",
      description =
          "How many requests one address may make to the registry, such as 100/s, 6000/m or"
              + " 50000/h; more are answered 429 with Retry-After. Default: no limit.")
  private String rate = ANY;

  Protection read() {
    Protection open = anonymousPull ? Protection.DEFAULT.withAnonymousPull() : Protection.DEFAULT;
    return rate.equals(ANY) ? open : open.withRequests(rate());
  }

  private Rate rate() {
    return Rate.find(rate)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.USAGE,
                    "--rate-limit '%s' is no rate: write it like 100/s, 6000/m or 50000/h"
                        .formatted(rate)));
  }
}
