package io.outport.agent.link;

import io.outport.agent.cluster.ClusterException;
import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the hub what is desired, again and again, until it is told to end. */
final class DesiredPoll implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DesiredPoll.class);

  /** An answer "nothing new" that comes sooner than this came without the wait that was asked. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(500);

  private final HubLink link;
  private final Consumer<DesiredState> told;
  private final Pace pace;
  private final Rest rest;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Runnable round;

  /** Of the poll's thread alone. */
  private long revision;

  private String complaint = "";

  DesiredPoll(
      HubLink link, Consumer<DesiredState> told, Pace pace, Rest rest, Surroundings around) {
    this.link = link;
    this.told = told;
    this.pace = pace;
    this.rest = rest;
    this.clock = around.clock();
    this.backoff = new Backoff(pace, around.random());
    this.round = around.round();
  }

  /**
   * What the loop is run with.
   *
   * @param round called as each begins
   */
  record Surroundings(InstantSource clock, RandomGenerator random, Runnable round) {}

  @Override
  public void run() {
    while (!rest.isOver()) {
      round.run();
      try {
        AgentClient client = link.client();
        rest.take(poll(client));
      } catch (RuntimeException failure) {
        // A failure of any kind must not end the loop: the cluster would be left alone for ever.
        failed(failure);
      }
    }
  }

  /** How long to rest after one poll. */
  private Duration poll(AgentClient client) {
    Instant began = clock.instant();
    Optional<DesiredState> state;
    try {
      state = client.desired(revision, pace.poll());
    } catch (AgentException failure) {
      if (link.hasLeft(client)) {
        return Duration.ZERO;
      }
      throw failure;
    }
    well();
    if (state.isPresent()) {
      told.accept(state.get());
      revision = state.get().revision();
      return Duration.ZERO;
    }
    boolean waited = began.plus(LEAST_WAIT).isBefore(clock.instant());
    return waited ? Duration.ZERO : pace.firstRetry();
  }

  private void well() {
    backoff.reset();
    if (!complaint.isEmpty()) {
      LOG.atInfo().log("the hub answers again");
      complaint = "";
    }
  }

  private void failed(RuntimeException failure) {
    if (failure instanceof AgentException refused && !refused.transientFailure()) {
      link.doubt();
    }
    if (!rest.isOver()) {
      complain(failure);
    }
    rest.take(backoff.next());
  }

  /** Once for each reason, not once for each attempt. */
  private void complain(RuntimeException failure) {
    String reason = words(failure);
    if (reason.equals(complaint)) {
      return;
    }
    complaint = reason;
    var event = LOG.atWarn().addKeyValue("reason", reason);
    if (!(failure instanceof AgentException || failure instanceof ClusterException)) {
      event = event.setCause(failure);
    }
    event.log("could not hear from the hub, the cluster stays as it is");
  }

  private static String words(RuntimeException failure) {
    if (failure instanceof ClusterException) {
      return String.valueOf(failure.getMessage());
    }
    if (!(failure instanceof AgentException refused)) {
      return String.valueOf(failure);
    }
    return switch (refused.kind()) {
      case UNAUTHORIZED, ENROLMENT_REFUSED, UNKNOWN_CLUSTER ->
          "%s; enrol again: outport cluster connect … | kubectl apply -f -"
              .formatted(refused.getMessage());
      case UNREACHABLE, UNTRUSTED, UNKNOWN_EXTENSION, UNAVAILABLE, REFUSED, PROTOCOL ->
          String.valueOf(refused.getMessage());
    };
  }
}
