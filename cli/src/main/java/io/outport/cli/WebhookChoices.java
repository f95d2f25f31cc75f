package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Webhook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said of a webhook; the hub checks it. */
final class WebhookChoices {
  @Option(
      names = {"--uri"},
      paramLabel = "URI",
      description = "Where events are sent to: http or https. Shown by get-config alone.")
  private @Nullable String uri;

  @Option(
      names = {"--actions"},
      arity = "1..*",
      paramLabel = "ACTION",
      description = "What is told of: push delete quarantine chart_push chart_delete.")
  private @Nullable List<String> actions;

  @Option(
      names = {"--headers"},
      arity = "1..*",
      paramLabel = "NAME=VALUE",
      description =
          "Headers sent with each event, instead of those before."
              + " Content-Type=application/cloudevents+json makes the events CloudEvents.")
  private @Nullable List<String> headers;

  @Option(
      names = {"--scope"},
      paramLabel = "SCOPE",
      description = "repo:tag, repo:* or prefix/*; empty for everything.")
  private @Nullable String scope;

  @Option(
      names = {"--status"},
      paramLabel = "STATUS",
      description = "enabled or disabled.")
  private @Nullable String status;

  @Option(
      names = {"--location"},
      paramLabel = "LOCATION",
      description = "Accepted for scripts; a hub is in one place.")
  private @Nullable String location;

  boolean hasAddressAndActions() {
    return uri != null && actions != null;
  }

  boolean isEmpty() {
    return uri == null && actions == null && headers == null && scope == null && status == null;
  }

  Webhook webhook() {
    var said =
        new Webhook.Properties(
            uri, headers == null ? null : pairs(headers), status, scope, actions, null);
    return new Webhook(null, null, null, location, null, said);
  }

  /** Never repeats a value: it may be a secret. */
  private static Map<String, String> pairs(List<String> texts) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new Refusal(
            Refusal.Exit.USAGE, "a header given with --headers has no name: write NAME=VALUE");
      }
      pairs.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return pairs;
  }
}
