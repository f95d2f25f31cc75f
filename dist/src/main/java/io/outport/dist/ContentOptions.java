package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.registry.content.MissingContent;
import io.outport.registry.upkeep.ContentSettings;
import io.outport.registry.upkeep.CronSchedule;
import io.outport.registry.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** How a server keeps its content. */
final class ContentOptions {
  private static final String BY_VOLUME = "";
  private static final String UNSAID = "";

  @Option(
      names = {"--allow-missing-layers"},
      description =
          "Take pushed images whose layers are missing, as the OCI specification allows; such an"
              + " image cannot be pulled until they come. Without it they are refused.")
  private boolean missingAllowed;

  @Option(
      names = {"--free-space-floor"},
      paramLabel = "SIZE",
      description =
          "Space of the volume that pushes and syncs leave free, such as 500MiB; 0 for none."
              + " Default: 2 %% of the volume, from 64MiB to 1GiB.")
  private String floor = BY_VOLUME;

  @Option(
      names = {"--gc-schedule"},
      paramLabel = "CRON",
      description =
          "When blobs are removed that nothing names any more: minute, hour, day of month, month,"
              + " day of week in UTC; default '0 0 * * *', and at a site what its hub says.")
  private String garbageSchedule = UNSAID;

  @Option(
      names = {"--gc-grace"},
      paramLabel = "TIME",
      description =
          "How long a blob stays that nothing names yet, such as 90m or 7d; default"
              + " ${DEFAULT-VALUE}.")
  private String garbageGrace = "24h";

  @Option(
      names = {"--scrub-interval"},
      paramLabel = "TIME",
      description = "How often every blob is compared with its digest; default ${DEFAULT-VALUE}.")
  private String scrubInterval = "7d";

  @Option(
      names = {"--scrub-rate"},
      paramLabel = "SIZE",
      description = "How much of that is read in a second, at most; default ${DEFAULT-VALUE}.")
  private String scrubRate = "16MiB";

  ContentSettings read() {
    Duration interval = Amounts.time("--scrub-interval", scrubInterval);
    long rate = Amounts.size("--scrub-rate", scrubRate);
    if (interval.isZero() || rate == 0) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--scrub-interval and --scrub-rate must be above zero: such as 7d and 16MiB");
    }
    return new ContentSettings(
        missingAllowed ? MissingContent.ACCEPTED : MissingContent.DEFAULT,
        floor.equals(BY_VOLUME)
            ? OptionalLong.empty()
            : OptionalLong.of(Amounts.size("--free-space-floor", floor)),
        new UpkeepSettings(schedule(), Amounts.time("--gc-grace", garbageGrace), interval, rate));
  }

  /** Whether the command line says when garbage is collected. */
  boolean saysGarbageSchedule() {
    return !garbageSchedule.equals(UNSAID);
  }

  private CronSchedule schedule() {
    if (!saysGarbageSchedule()) {
      return UpkeepSettings.DEFAULT.garbageSchedule();
    }
    try {
      return CronSchedule.parse(garbageSchedule);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.Exit.USAGE, "--gc-schedule " + e.getMessage(), e);
    }
  }
}
