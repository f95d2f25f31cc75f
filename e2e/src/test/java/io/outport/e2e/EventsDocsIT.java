package io.outport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code docs/events.md} tells people to type works as it stands, at a hub with a site and a
 * webhook's receiver, and leads to what the page shows.
 */
@Timeout(240)
class EventsDocsIT {
  private static final String PAGE = "docs/events.md";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** A ping, the push at the hub, and the same image's arrival at the site. */
  private static final int EVENTS = 3;

  private static final String TIME = "2026-11-26T20:15:04Z";
  private static final String ID = "5a3c9e1f-0000-0000-0000-000000000000";

  private static final List<Volatile> VOLATILES =
      List.of(
          new Volatile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", TIME),
          // Its column is as wide as the longest time that happened to be there.
          new Volatile("(?m)^(TIME|%s) +".formatted(TIME), "$1  "),
          new Volatile("(?m)^TIME ", "TIME                 "),
          new Volatile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", ID),
          new Volatile("localhost:\\d+", "hub.example"));

  /** What is another each time, and what the page has in its place. */
  private record Volatile(String pattern, String instead) {
    String fix(String text) {
      return Pattern.compile(pattern).matcher(text).replaceAll(instead);
    }
  }

  @Test
  void runsEveryCommandOfThePageAndShowsWhatIsSent() throws IOException {
    try (Fleet fleet = Fleet.start();
        RawHttpServer receiver = RawHttpServer.start(_ -> RawReply.status(200))) {
      Login pusher = fleet.token("pusher", "app/*", "content/read", "content/write");
      fleet.startSite("shop1", fleet.site("shop1", "app/*", pusher.user()));
      Page page = Page.read(PAGE).with("https://ci.example/hook", receiver.uri() + "/hook");

      page.run(fleet.folder(), environment(fleet));
      Screens screens = Screens.of(PAGE);
      screens.shows("audited", printed(fleet, "hub", "audit", "--max-events", "3"));
      try (Images images = Images.of(fleet.hub())) {
        images.push(pusher, "app/web", "v1", "a layer");
      }
      Patience.until("the events", LIMIT, () -> sent(receiver).size() >= EVENTS);

      assertThat(sent(receiver)).hasSize(EVENTS);
      screens.shows("sent", fixed(JSON.writeValueAsString(atSite(receiver))));
      screens.shows("listed", printed(fleet, "webhook", "list-events", "-n", "notify"));
    }
  }

  private static Command environment(Fleet fleet) {
    return fleet
        .outport()
        .with("PATH", Programs.outport().getParent() + ":" + System.getenv("PATH"));
  }

  private static List<JsonNode> sent(RawHttpServer receiver) {
    return receiver.requests("POST", "/hook").stream()
        .map(request -> JSON.readTree(new String(request.body(), UTF_8)))
        .toList();
  }

  private static JsonNode atSite(RawHttpServer receiver) {
    return sent(receiver).stream()
        .filter(event -> event.has("connectedregistry"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event of the site in " + sent(receiver)));
  }

  /** The receiver has an event before the hub has kept that it does. */
  private static String printed(Fleet fleet, String... words) {
    String[] last = new String[1];
    Patience.until(
        "the list",
        LIMIT,
        () -> {
          last[0] = fleet.outport(words).run().succeeded().out();
          return last[0].lines().count() > EVENTS;
        });
    return fixed(last[0]);
  }

  private static String fixed(String text) {
    String fixed = text;
    for (Volatile each : VOLATILES) {
      fixed = each.fix(fixed);
    }
    return fixed.lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
  }
}
