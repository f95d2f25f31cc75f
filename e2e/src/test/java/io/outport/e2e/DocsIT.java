package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.FreePorts;
import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the pages tell people to type works as it stands. */
@Timeout(240)
class DocsIT {
  private static final Duration MINUTES = Duration.ofMinutes(2);

  @Test
  void runsEveryCommandOfThePageOnSites() throws IOException {
    try (Fleet fleet = Fleet.start();
        HubView hub = new HubView(fleet)) {
      int north = FreePorts.pick();
      int shop = FreePorts.pick();
      Command.Result result =
          Page.read("docs/sites.md")
              .with("9443", "" + north)
              .with("9444", "" + shop)
              .waitingFor("edge serve .* " + north, north)
              .waitingFor("edge serve .* " + shop, shop)
              .run(
                  fleet.folder(),
                  fleet
                      .outport()
                      .with("PATH", Programs.outport().getParent() + ":" + System.getenv("PATH"))
                      .with("HUB", fleet.hub().host())
                      .with("TENANT", hub.tenant())
                      .with("SECRET", fleet.admin().password())
                      .with("CA", fleet.hub().ca().toString()));

      Files.writeString(Path.of("target/page-on-sites.txt"), result.out() + result.err());
      assertThat(hub.everything().toString()).doesNotContain("north", "south", "till1");
    }
  }

  /** The first thing that anybody types: from making a hub to a pull with the hub gone. */
  @Test
  void runsTheFiveMinutesOfTheReadme() throws Exception {
    Path folder = Files.createTempDirectory("outport-e2e");
    int hub = FreePorts.pick();
    int site = FreePorts.pick();
    Files.createSymbolicLink(folder.resolve("outport"), Programs.outport());
    Page page =
        Page.read("README.md")
            .with("/tmp/", folder + "/")
            .with("8443", "" + hub)
            .with("9443", "" + site)
            .waitingFor("hub serve", hub)
            .waitingFor("edge serve", site)
            .printingTo("printed")
            .and("touch served; until [ -e pulled ]; do sleep 0.1; done");
    Command environment =
        Command.of("bash").with("OUTPORT_CONFIG_DIR", folder.resolve("config").toString());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Command.Result> script = threads.submit(() -> page.run(folder, environment));
      try {
        Patience.until(
            "the page", MINUTES, () -> script.isDone() || Files.exists(folder.resolve("served")));
        if (!script.isDone()) {
          pushAndPull(folder, hub, site);
        }
      } finally {
        Files.writeString(folder.resolve("pulled"), "");
        script.get();
      }
    } finally {
      Folders.delete(folder);
    }
  }

  /** What the page says in words. */
  private static void pushAndPull(Path folder, int hub, int site) throws IOException {
    String printed = Files.readString(folder.resolve("printed"));
    try (Images atHub = Images.at("localhost:" + hub, folder.resolve("hub/tls/ca.crt"));
        Images atSite = Images.at("localhost:" + site, folder.resolve("shop1/tls/ca.crt"))) {
      String pushed = atHub.push(login(printed, "pusher"), "app/first", "v1", "five minutes");
      Login reader = login(printed, "reader");
      Patience.until(
          "the image", MINUTES, () -> atSite.pull(reader, "app/first", "v1").equals(pushed));
    }
  }

  private static Login login(String printed, String token) {
    return Pattern.compile("(?m)^%s\\s+password1\\s+(\\S+)".formatted(token))
        .matcher(printed)
        .results()
        .map(found -> new Login(token, found.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no password of " + token + " in: " + printed));
  }
}
