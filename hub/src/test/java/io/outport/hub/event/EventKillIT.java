package io.outport.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub is killed between a change and its delivery, again and again. */
final class EventKillIT {
  private static final int KILLS = 4;

  @TempDir private Path folder;

  @Test
  void losesNoEventAndKeepsTheOrderWhenItIsKilled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("killed hub, seed " + seed);
    Random random = new Random(seed);
    AtomicInteger calls = new AtomicInteger();
    List<String> taken = new CopyOnWriteArrayList<>();
    RawHttpServer.Script script =
        request -> {
          if (calls.incrementAndGet() % 4 != 0) {
            return RawReply.status(503);
          }
          taken.add(EventHub.target(request));
          return RawReply.status(200);
        };
    List<String> pushed = new ArrayList<>();
    try (RawHttpServer receiver = RawHttpServer.start(script)) {
      for (int life = 0; life < KILLS; life++) {
        pushed.addAll(live(life, receiver.uri(), 20 + random.nextInt(60)));
      }
      try (EventHub _ = EventHub.open(folder)) {
        await().atMost(Duration.ofSeconds(60)).until(() -> taken.containsAll(pushed));
      }
    }
    Set<String> once = new LinkedHashSet<>(taken);
    // What was pushed and not printed before the kill may have come, too.
    for (int r = 0; r < 3; r++) {
      String prefix = "app/r%d:".formatted(r);
      assertThat(once.stream().filter(each -> each.startsWith(prefix)).filter(pushed::contains))
          .as("seed %d", seed)
          .containsExactlyElementsOf(
              pushed.stream().filter(each -> each.startsWith(prefix)).toList());
    }
  }

  /** Lets a hub push, kills it after so many, and tells what it said. */
  private List<String> live(int life, URI receiver, int pushes) throws Exception {
    Process process = start(life, receiver);
    List<String> said = new ArrayList<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("app/")) {
          said.add(line);
        }
        if (said.size() == pushes) {
          process.destroyForcibly();
        }
      }
    } catch (IOException ignored) {
      // The killing closes the output.
      process.destroyForcibly();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said).hasSizeGreaterThanOrEqualTo(pushes);
    return said;
  }

  private Process start(int life, URI receiver) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledHub.class.getName(),
            folder.toString(),
            receiver.toString(),
            Integer.toString(life))
        .redirectErrorStream(true)
        .start();
  }
}
