package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.cli.artifact.TarGzip;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Masking;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the hub knows of the site that a cluster's report is of: activation, state, activity. */
final class HubView {
  static final String FILE = "hub/connected-registry.json";

  private static final String NAMED_IN = "activation.txt";
  private static final Pattern NAME =
      Pattern.compile("\\Aconnected registry {1,4}([A-Za-z0-9]{1,64})\\R");
  private static final int MAX_BYTES = 256 * 1024;

  private HubView() {}

  /** The report with it, or with why it is not there; as it is where it names no site. */
  static byte[] addTo(byte[] report, HubClient client) throws IOException {
    Optional<String> name = name(report);
    return name.isEmpty() ? report : TarGzip.with(report, FILE, bytes(text(name.get(), client)));
  }

  private static Optional<String> name(byte[] report) throws IOException {
    return TarGzip.find(report, NAMED_IN::equals, MAX_BYTES)
        .map(found -> NAME.matcher(new String(found, UTF_8)))
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }

  private static String text(String name, HubClient client) {
    try {
      return client
          .connectedRegistries()
          .find(name)
          .map(HubView::json)
          .orElse("the hub has no connected registry '%s'".formatted(name));
    } catch (Refusal refusal) {
      return "the hub does not show connected registry '%s': %s"
          .formatted(name, refusal.getMessage());
    }
  }

  private static String json(Object resource) {
    return ControlJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(resource);
  }

  private static byte[] bytes(String text) {
    String clean = new Masking(List.of()).apply(text) + "\n";
    return clean.substring(0, Math.min(clean.length(), MAX_BYTES)).getBytes(UTF_8);
  }
}
