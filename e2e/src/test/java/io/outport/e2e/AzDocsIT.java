package io.outport.e2e;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code docs/az.md} tells people to type works as it stands. */
@Tag("az")
@Timeout(600)
class AzDocsIT {
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @Test
  void runsEveryCommandOfThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/az.md"));
    String script =
        BLOCK
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.joining("\n"));
    try (Az az = Az.start()) {
      Path file = az.fleet().folder().resolve("page.sh");
      Files.writeString(file, "set -euo pipefail\ncd " + az.fleet().folder() + "\n" + script);

      az.environment(Command.of("bash", file.toString()))
          .with("PATH", az.programs() + ":" + System.getenv("PATH"))
          .with("HUB", az.fleet().hub().host())
          .with("TENANT", az.tenant())
          .with("SECRET", az.fleet().admin().password())
          .with("CA", az.fleet().hub().ca().toString())
          .within(Duration.ofMinutes(5))
          .run()
          .succeeded();
    }
  }
}
