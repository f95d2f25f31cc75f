package io.outport.agent.link;

import io.outport.agent.reconcile.Outcome;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that an agent does all the time, on virtual threads, from {@link #start} until it closes. */
public final class AgentLoops implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentLoops.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final HubLink link;
  private final ThreadFactory threads;
  private final Runnable hung;
  private final Rest rest = new Rest();
  private final ReportDesk reports;
  private final Workers workers;
  private final DiagnosticsDesk diagnostics;
  private final DesiredPoll poll;
  private final Chores chores;
  private final Pulse pulse;
  private final List<Thread> running = new ArrayList<>();

  /**
   * What is done with what the hub says.
   *
   * @param reconciler takes one step towards a wish; called for one extension at a time
   * @param cluster says how the cluster is
   * @param pullSecrets renews those that end soon
   * @param diagnostics makes an archive
   * @param hung ends this process, whose hub is asked no longer or that lost one of its threads
   */
  public record Hands(
      Function<DesiredExtension, Outcome> reconciler,
      Supplier<AgentReport> cluster,
      Runnable pullSecrets,
      Function<Inquiry, byte[]> diagnostics,
      Runnable hung) {}

  /** Does nothing yet; closes the link with itself. */
  public AgentLoops(
      HubLink link, Hands hands, Pace pace, InstantSource clock, RandomGenerator random) {
    this.link = link;
    this.hung = hands.hung();
    this.threads =
        Thread.ofVirtual()
            .name("agent-", 0)
            .uncaughtExceptionHandler((thread, failure) -> fell(thread, failure))
            .factory();
    this.reports = new ReportDesk(link, pace, rest, random);
    this.workers = new Workers(hands.reconciler(), reports::offer, pace.leastStep(), threads);
    this.diagnostics = new DiagnosticsDesk(link, hands.diagnostics(), pace, rest, random);
    this.pulse = new Pulse(hands.hung(), pace, rest);
    this.poll =
        new DesiredPoll(
            link,
            this::apply,
            pace,
            rest,
            new DesiredPoll.Surroundings(clock, random, pulse::beat));
    this.chores = new Chores(link, hands.cluster(), hands.pullSecrets(), pace, rest);
  }

  /** Begins. */
  public void start() {
    for (Runnable loop : List.<Runnable>of(poll, reports, diagnostics, chores)) {
      Thread thread = threads.newThread(loop);
      running.add(thread);
      thread.start();
    }
    // Virtual threads may all be stuck when it is needed.
    Thread.ofPlatform().daemon().name("agent-pulse").start(pulse);
  }

  /** A thread ended for good, by an error of the machine: all would seem well without its work. */
  private void fell(Thread thread, Throwable failure) {
    try {
      if (!rest.isOver()) {
        LOG.atError()
            .addKeyValue("thread", thread.getName())
            .setCause(failure)
            .log("the agent met an error and ends itself, to be started again");
      }
    } finally {
      // Also where there is no memory left to say it.
      if (!rest.isOver()) {
        hung.run();
      }
    }
  }

  private void apply(DesiredState state) {
    reports.keepOnly(
        state.extensions().stream().map(DesiredExtension::name).collect(Collectors.toSet()));
    workers.apply(state);
    diagnostics.apply(state);
  }

  /** Lets steps that are under way end, for a while. */
  @Override
  public void close() {
    rest.end();
    reports.end();
    link.close();
    workers.close();
    running.forEach(thread -> Rest.join(thread, CLOSE_WAIT));
  }
}
