package io.outport.e2e;

import io.outport.testkit.process.Command;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code docs/az.md} tells people to type works as it stands. */
@Tag("az")
@Timeout(600)
class AzDocsIT {
  @Test
  void runsEveryCommandOfThePage() throws IOException {
    Page page = Page.read("docs/az.md");
    try (Az az = Az.start()) {
      var _ =
          page.run(
              az.fleet().folder(),
              az.environment(Command.of("bash"))
                  .with("PATH", az.programs() + ":" + System.getenv("PATH"))
                  .with("HUB", az.fleet().hub().host())
                  .with("TENANT", az.tenant())
                  .with("SECRET", az.fleet().admin().password())
                  .with("CA", az.fleet().hub().ca().toString()));
    }
  }
}
