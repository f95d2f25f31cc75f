package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.registry.auth.Rate;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Too much from one address is answered with the time to wait, and only then. */
final class RateLimitTest {
  private final VirtualClock clock = VirtualClock.start();
  private TestRegistry registry;

  @BeforeEach
  void start() {
    RegistrySettings settings =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(
                Protection.DEFAULT
                    .withAnonymousPull()
                    .withRequests(new Rate(60, Duration.ofMinutes(1))));
    registry = TestRegistry.start(settings, new MemoryBlobStore(), clock);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void answersWithTheSecondsToWaitAndGoesOnAfterThem() {
    try (Client client = Client.of(registry)) {
      client.pushBlob("app/web", Samples.utf8("{}"));
      client.pushManifest("app/web", "v1", Samples.manifest(Samples.utf8("{}")));
      for (int i = 2; i < 60; i++) {
        // The first comes from the store, the others from memory: all count.
        assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).as("%d", i).isEqualTo(200);
      }

      var answer = client.get("/v2/app/web/manifests/v1");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(Client.text(answer)).contains("TOOMANYREQUESTS").contains("slow down");
      assertThat(Client.header(answer, "Retry-After")).isEqualTo("1");

      clock.advance(Duration.ofSeconds(1));
      assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(200);
      assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void stopsGuessingOfOneNameWithoutLockingOthersOut() {
    try (Client guesser = Client.of(registry, "admin", "wrong");
        Client admin = Client.of(registry);
        Client other = Client.of(registry, "someone", "wrong")) {
      for (int i = 0; i < 20; i++) {
        assertThat(guesser.get("/v2/").statusCode()).as("%d", i).isEqualTo(401);
      }
      var answer = guesser.get("/v2/");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(Client.header(answer, "Retry-After")).isEqualTo("3");
      // Whether it would be right is not tried either, or guessing went on.
      assertThat(admin.get("/v2/").statusCode()).isEqualTo(429);
      assertThat(other.get("/v2/").statusCode()).isEqualTo(401);

      clock.advance(Duration.ofSeconds(3));
      assertThat(admin.get("/v2/").statusCode()).isEqualTo(200);
    }
  }
}
