package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.WebhookConfig;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows where a webhook's events go. */
@Command(
    name = "get-config",
    description = "Show a webhook's address and headers, which may be secrets.")
final class WebhookConfigCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final WebhookName name = new WebhookName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      WebhookConfig config = client.webhookConfig(name.value);
      String headers =
          config.customHeaders().entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .sorted()
              .collect(Collectors.joining(" "));
      output.show(
          config,
          List.of("Uri", "Headers"),
          List.of(config.serviceUri(), headers.isEmpty() ? "-" : headers));
    }
  }
}
