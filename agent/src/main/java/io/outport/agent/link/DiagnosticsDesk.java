package io.outport.agent.link;

import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.DesiredState.DiagnosticsRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the archives that people wait for, one at a time, and hands them in. */
final class DiagnosticsDesk implements Runnable {
  /** Most requests that wait; more are seen with the next desired state. */
  static final int MAX_WAITING = 16;

  private static final Logger LOG = LoggerFactory.getLogger(DiagnosticsDesk.class);
  private static final int MAX_ATTEMPTS = 8;
  private static final long LOOK_SECONDS = 1;

  private final HubLink link;
  private final Function<Inquiry, byte[]> collector;
  private final Rest rest;
  private final Backoff backoff;
  private final BlockingQueue<Inquiry> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

  /** Ids that were taken; of the poll's thread. */
  private final Set<String> taken = new HashSet<>();

  DiagnosticsDesk(
      HubLink link,
      Function<Inquiry, byte[]> collector,
      Pace pace,
      Rest rest,
      RandomGenerator random) {
    this.link = link;
    this.collector = collector;
    this.rest = rest;
    this.backoff = new Backoff(pace, random);
  }

  /** Takes what is asked for and was not taken before. */
  void apply(DesiredState state) {
    taken.retainAll(
        state.diagnostics().stream().map(DiagnosticsRequest::id).collect(Collectors.toSet()));
    for (DiagnosticsRequest request : state.diagnostics()) {
      if (!taken.contains(request.id()) && waiting.offer(inquiry(request, state))) {
        taken.add(request.id());
      }
    }
  }

  private static Inquiry inquiry(DiagnosticsRequest request, DesiredState state) {
    Optional<DesiredExtension> extension =
        state.extensions().stream()
            .filter(each -> each.name().equals(request.extensionName()))
            .findFirst();
    return new Inquiry(request, extension.orElse(null));
  }

  @Override
  public void run() {
    try {
      while (!rest.isOver()) {
        Inquiry next = waiting.poll(LOOK_SECONDS, TimeUnit.SECONDS);
        if (next != null) {
          answer(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Inquiry inquiry) {
    String id = inquiry.request().id();
    try {
      handIn(id, collector.apply(inquiry));
      LOG.atInfo().addKeyValue("id", id).log("handed in diagnostics");
    } catch (RuntimeException failure) {
      LOG.atWarn().addKeyValue("id", id).setCause(failure).log("could not hand in diagnostics");
    }
  }

  private void handIn(String id, byte[] archive) {
    backoff.reset();
    for (int attempt = 1; !rest.isOver(); attempt++) {
      try {
        link.client().diagnostics(id, archive);
        return;
      } catch (AgentException failure) {
        if (!failure.transientFailure() || attempt >= MAX_ATTEMPTS) {
          throw failure;
        }
        rest.take(backoff.next());
      }
    }
  }
}
