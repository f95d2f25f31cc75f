package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.RepositoryPattern;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a site, and the token and scope map that it signs in with (reference, 3.1). */
@Command(
    name = "create",
    description = "Make a site: say what it keeps, and who may pull there.",
    footer = {
      "",
      "Examples:",
      "  outport connected-registry create -n shop1 --repository 'app/*'",
      "  outport connected-registry create -n till1 -p shop1 --repository app/till \\",
      "      -s '0 2 * * *' -w PT4H --client-tokens reader"
    })
final class SiteCreateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();
  @Mixin private final Confirmation confirmation = new Confirmation();
  @Mixin private final DeprecatedAudit audit = new DeprecatedAudit();
  @Mixin private final CloudIdentity identity = new CloudIdentity();

  @Option(
      names = {"--repository"},
      arity = "1..*",
      paramLabel = "REPOSITORY",
      description =
          "What the site keeps: a name, 'prefix/*', or '*'. Need not exist yet. This or"
              + " --sync-token is needed.")
  private List<String> repositories = List.of();

  @Option(
      names = {"--sync-token"},
      paramLabel = "TOKEN",
      description = "An existing token that the site signs in with, instead of --repository.")
  private String syncToken = "";

  @Option(
      names = {"-m", "--mode"},
      paramLabel = "MODE",
      description =
          "ReadOnly (default) or ReadWrite; cannot be changed later. Below a ReadOnly parent only"
              + " ReadOnly.")
  private String mode = "ReadOnly";

  @Option(
      names = {"-p", "--parent"},
      paramLabel = "NAME",
      description = "The connected registry above; left out for the hub itself.")
  private @Nullable String parent;

  @Option(
      names = {"--client-tokens"},
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "Tokens that clients may sign in with at the site.")
  private List<String> clientTokens = List.of();

  @Option(
      names = {"-s", "--sync-schedule"},
      paramLabel = "CRON",
      description = "Five-field cron in UTC; default '${DEFAULT-VALUE}' is continuous.")
  private String schedule = ConnectedRegistry.CONTINUOUS;

  @Option(
      names = {"-w", "--sync-window"},
      paramLabel = "DURATION",
      description = "How long a run may take: ISO 8601, PT1H to P7D; only with a schedule.")
  private @Nullable String window;

  @Option(
      names = {"--sync-message-ttl"},
      paramLabel = "DURATION",
      description = "ISO 8601, P1D to P90D; default ${DEFAULT-VALUE}.")
  private String messageTtl = "P2D";

  @Option(
      names = {"--notifications"},
      arity = "1..*",
      paramLabel = "PATTERN",
      description = "What the hub tells of: name[:tag][@digest]:action, such as 'app/*:push'.")
  private List<String> notifications = List.of();

  @Option(
      names = {"--log-level"},
      paramLabel = "LEVEL",
      description = "Debug, Information, Warning, Error or None; default ${DEFAULT-VALUE}.")
  private String logLevel = "Information";

  @Option(
      names = {"--gc-enabled"},
      arity = "0..1",
      fallbackValue = "true",
      converter = Switch.Converter.class,
      paramLabel = "true|false",
      description = "Whether the site frees deleted content; default true.")
  private Switch collectsGarbage = Switch.ON;

  @Option(
      names = {"--gc-schedule"},
      paramLabel = "CRON",
      description = "When it does: five-field cron in UTC; default '${DEFAULT-VALUE}'.")
  private String garbageSchedule = "0 0 * * *";

  @Override
  public void run() {
    ConnectedRegistry.Properties wanted = desired();
    try (HubClient client = hub.open()) {
      requireDataEndpoint(client);
      NewSite site =
          new NewSite(
              client, output, name.value, String.valueOf(wanted.mode()), repositories, syncToken);
      ConnectedRegistry made = site.create(parent, clientTokens, wanted);
      output.show(made, SiteTable.TITLES, SiteTable.row(made));
      SiteSchedule.explain(output, made);
      if (output.isTable()) {
        output.say(
            "have its connection string made with: outport connected-registry get-settings -n %s%s --parent-protocol https --generate-password 1"
                .formatted(name.value, hub.words()));
      }
    }
  }

  /** What can be said to be wrong without a hub is said first. */
  private ConnectedRegistry.Properties desired() {
    NewSite.requireName(name.value);
    identity.requireNone();
    if (repositories.isEmpty() == syncToken.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          repositories.isEmpty()
              ? "say what the site keeps: give --repository, or --sync-token with an existing token"
              : "give --repository or --sync-token, not both: the token's scope map says what the"
                  + " site keeps");
    }
    repositories.forEach(RepositoryPattern::new);
    String checked = Schedules.check("--sync-schedule", schedule);
    String span = Spans.window(window);
    if (span != null && Schedules.isContinuous(checked)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--sync-window is for sites that sync by a schedule, and this one would sync"
              + " continuously: give --sync-schedule too, such as '0 2 * * *'");
    }
    var sync =
        new ConnectedRegistry.SyncProperties(
            null, checked, span, Spans.messageTtl(messageTtl), null, null);
    String level = Choices.one("--log-level", logLevel, Choices.LOG_LEVELS);
    return ConnectedRegistry.Properties.desired(
            SiteMode.check(output, mode),
            new ConnectedRegistry.Parent(null, sync),
            null,
            new ConnectedRegistry.Logging(level, audit.status(output)))
        .with(
            List.copyOf(new LinkedHashSet<>(notifications)),
            new ConnectedRegistry.GarbageCollection(
                collectsGarbage.isOn(), Schedules.check("--gc-schedule", garbageSchedule)));
  }

  /** A connected registry fetches from the data endpoint (reference, 3.1 "Data endpoint"). */
  private void requireDataEndpoint(HubClient client) {
    if (Boolean.FALSE.equals(client.registry().properties().dataEndpointEnabled())) {
      confirmation.ask("The registry's data endpoint is off, and sites need it. Turn it on?");
      client.enableDataEndpoint();
      output.say("turned the registry's data endpoint on");
    }
  }
}
