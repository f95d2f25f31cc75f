package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes a site (reference, 3.2 "update"). */
@Command(
    name = "update",
    description = {
      "Change a site's clients, schedule, notifications, log level or garbage collection.",
      "What it keeps is changed with 'outport connected-registry permissions update'."
    })
final class SiteUpdateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();
  @Mixin private final DeprecatedAudit audit = new DeprecatedAudit();
  @Mixin private final CloudIdentity identity = new CloudIdentity();

  @Option(
      names = {"--add-client-tokens"},
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "Tokens that may be used at the site from now on.")
  private List<String> added = List.of();

  @Option(
      names = {"--remove-client-tokens"},
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "Tokens that may not be used at the site any longer.")
  private List<String> removed = List.of();

  @Option(
      names = {"--add-notifications"},
      arity = "1..*",
      paramLabel = "PATTERN",
      description = "What the hub tells of from now on, too, such as 'app/*:push'.")
  private List<String> addedNotifications = List.of();

  @Option(
      names = {"--remove-notifications"},
      arity = "1..*",
      paramLabel = "PATTERN",
      description = "Patterns that are not wanted any longer, as they were given.")
  private List<String> removedNotifications = List.of();

  @Option(
      names = {"-s", "--sync-schedule"},
      paramLabel = "CRON",
      description = "Five-field cron in UTC; '* * * * *' is continuous, and ends the window.")
  private @Nullable String schedule;

  @Option(
      names = {"-w", "--sync-window"},
      paramLabel = "DURATION",
      description = "How long a run may take: ISO 8601, PT1H to P7D.")
  private @Nullable String window;

  @Option(
      names = {"--sync-message-ttl"},
      paramLabel = "DURATION",
      description = "ISO 8601, P1D to P90D.")
  private @Nullable String messageTtl;

  @Option(
      names = {"--log-level"},
      paramLabel = "LEVEL",
      description = "Debug, Information, Warning, Error or None.")
  private @Nullable String logLevel;

  @Option(
      names = {"--gc-enabled"},
      arity = "0..1",
      fallbackValue = "true",
      converter = Switch.Converter.class,
      paramLabel = "true|false",
      description = "Whether the site frees deleted content.")
  private @Nullable Switch collectsGarbage;

  @Option(
      names = {"--gc-schedule"},
      paramLabel = "CRON",
      description = "When it does: five-field cron in UTC.")
  private @Nullable String garbageSchedule;

  @Override
  public void run() {
    identity.requireNone();
    requireNoBoth("client token", added, removed);
    requireNoBoth("notification pattern", addedNotifications, removedNotifications);
    ConnectedRegistry.Parent sync = sync();
    ConnectedRegistry.Logging logging = logging();
    ConnectedRegistry.GarbageCollection garbage = garbage();
    boolean lists =
        Stream.of(added, removed, addedNotifications, removedNotifications)
            .anyMatch(each -> !each.isEmpty());
    if (!lists && sync == null && logging == null && garbage == null) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "nothing to change: say what, such as --sync-schedule or --add-client-tokens (--help"
              + " lists all)");
    }
    try (HubClient client = hub.open()) {
      ConnectedRegistry changed =
          client
              .connectedRegistries()
              .update(
                  name.value,
                  now -> {
                    requireSchedule(now);
                    var partial =
                        ConnectedRegistry.Properties.desired(
                                null, sync, clients(client, now), logging)
                            .with(notifications(now), garbage);
                    return Optional.of(new ConnectedRegistry(null, null, null, partial));
                  });
      output.show(changed, SiteTable.TITLES, SiteTable.row(changed));
      if (sync != null) {
        SiteSchedule.explain(output, changed);
      }
    }
  }

  private static void requireNoBoth(String what, List<String> added, List<String> removed) {
    List<String> both =
        added.stream().filter(each -> removed.stream().anyMatch(each::equalsIgnoreCase)).toList();
    if (!both.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "update ambiguity: the %s %s is both added and removed: say one of the two"
              .formatted(what, both));
    }
  }

  private ConnectedRegistry.@Nullable Parent sync() {
    if (schedule == null && window == null && messageTtl == null) {
      return null;
    }
    String checked = schedule == null ? null : Schedules.check("--sync-schedule", schedule);
    String span = Spans.window(window);
    if (span != null && checked != null && Schedules.isContinuous(checked)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "a continuous schedule has no window: leave --sync-window out, or give another"
              + " --sync-schedule");
    }
    return new ConnectedRegistry.Parent(
        null,
        new ConnectedRegistry.SyncProperties(
            null, checked, span, Spans.messageTtl(messageTtl), null, null));
  }

  private ConnectedRegistry.@Nullable Logging logging() {
    String status = audit.status(output);
    if (logLevel == null && status == null) {
      return null;
    }
    return new ConnectedRegistry.Logging(
        logLevel == null ? null : Choices.one("--log-level", logLevel, Choices.LOG_LEVELS), status);
  }

  private ConnectedRegistry.@Nullable GarbageCollection garbage() {
    if (collectsGarbage == null && garbageSchedule == null) {
      return null;
    }
    return new ConnectedRegistry.GarbageCollection(
        collectsGarbage == null ? null : collectsGarbage.isOn(),
        garbageSchedule == null ? null : Schedules.check("--gc-schedule", garbageSchedule));
  }

  /** A window alone is for a site that has a schedule already. */
  private void requireSchedule(ConnectedRegistry now) {
    boolean continuous =
        Optional.ofNullable(now.properties().parent())
            .map(ConnectedRegistry.Parent::syncProperties)
            .map(ConnectedRegistry.SyncProperties::schedule)
            .filter(Schedules::isContinuous)
            .isPresent();
    if (window != null && schedule == null && continuous) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "'%s' syncs continuously, which has no window: give --sync-schedule too, such as '0 2 * * *'"
              .formatted(name.value));
    }
  }

  private @Nullable List<String> clients(HubClient client, ConnectedRegistry now) {
    List<String> more = added.stream().map(each -> id(client, each)).toList();
    List<String> fewer = removed.stream().map(each -> id(client, each)).toList();
    return changed(now.properties().clientTokenIds(), more, fewer);
  }

  private static String id(HubClient client, String token) {
    ResourceId id = client.tokens().id(token);
    return id.toString();
  }

  private @Nullable List<String> notifications(ConnectedRegistry now) {
    return changed(now.properties().notificationsList(), addedNotifications, removedNotifications);
  }

  /** The union, then the difference; null where neither is asked for. */
  private static @Nullable List<String> changed(
      @Nullable List<String> now, List<String> more, List<String> fewer) {
    if (more.isEmpty() && fewer.isEmpty()) {
      return null;
    }
    Set<String> all = new LinkedHashSet<>(now == null ? List.of() : now);
    more.stream().filter(each -> all.stream().noneMatch(each::equalsIgnoreCase)).forEach(all::add);
    all.removeIf(each -> fewer.stream().anyMatch(each::equalsIgnoreCase));
    return List.copyOf(all);
  }
}
