package io.outport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BellTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Bell bell = new Bell();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void missesNoStrokeBetweenLookingAndWaiting() throws Exception {
    long noted = bell.strokes();

    bell.ring();

    assertThat(bell.await(noted, LONG)).isTrue();
  }

  @Test
  void wakesAllWhoWait() throws Exception {
    long noted = bell.strokes();
    Future<Boolean> first = threads.submit(() -> bell.await(noted, LONG));
    Future<Boolean> second = threads.submit(() -> bell.await(noted, LONG));

    bell.ring();

    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsAWaitWhoseTimeIsOver() throws Exception {
    assertThat(bell.await(bell.strokes(), Duration.ofMillis(1))).isFalse();
  }

  @Test
  void endsAllWaitsWhenItIsClosed() throws Exception {
    Future<Boolean> waiting = threads.submit(() -> bell.await(bell.strokes(), LONG));

    bell.close();

    assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(bell.await(bell.strokes(), LONG)).isFalse();
  }
}
