package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.registry.auth.Rate;
import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.Protection;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = {"--max-connections"},
      paramLabel = "COUNT",
      description =
          "How many connections may be open; further ones are closed at once. Default: 16384, or"
              + " half as many as the process may open files.")
  private @Nullable Integer maxConnections;

  @Option(
      names = {"--max-connections-per-address"},
      paramLabel = "COUNT",
      description = "The same for one client address. Default: half of --max-connections.")
  private @Nullable Integer maxConnectionsPerAddress;

  Protection read() {
    Protection open = anonymousPull ? Protection.DEFAULT.withAnonymousPull() : Protection.DEFAULT;
    return (rate.equals(ANY) ? open : open.withRequests(rate())).with(connections());
  }

  private ConnectionLimits connections() {
    ConnectionLimits usual = ConnectionLimits.DEFAULT;
    int all =
        maxConnections == null
            ? Math.min(usual.maxOpen(), OpenFiles.limit() / 2)
            : positive("--max-connections", maxConnections);
    int perAddress =
        maxConnectionsPerAddress == null
            ? Math.max(1, all / 2)
            : positive("--max-connections-per-address", maxConnectionsPerAddress);
    return usual.withMaxOpen(all, perAddress);
  }

  private static int positive(String option, int count) {
    if (count < 1) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s %d would let nobody in: give a number above zero".formatted(option, count));
    }
    return count;
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
