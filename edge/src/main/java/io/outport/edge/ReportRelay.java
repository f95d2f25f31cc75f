package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.StatusReport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the reports of the sites below up, each as soon as it comes; while the link is down the
 * latest of each site waits. Bounded by the number of sites below.
 */
final class ReportRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportRelay.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final GatewayClient gateway;
  private final Duration interval;
  private final Bell news = new Bell();
  private final Map<String, StatusReport> waiting = new ConcurrentHashMap<>();
  private final Thread thread;

  /**
   * Relays to this parent.
   *
   * @param interval between attempts while a report does not get through
   */
  ReportRelay(GatewayClient gateway, Duration interval) {
    this.gateway = gateway;
    this.interval = interval;
    this.thread = Thread.ofVirtual().name("report-relay").unstarted(this::run);
  }

  ReportRelay start() {
    thread.start();
    return this;
  }

  /** Takes the place of the site's earlier report. */
  void add(String site, StatusReport report) {
    waiting.put(site, report);
    news.ring();
  }

  /** A repeat does nothing. */
  @Override
  public void close() {
    news.close();
    thread.interrupt();
    try {
      thread.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      // Whoever closes us wants to be gone: the thread ends by itself.
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long noted = news.strokes();
        handUp();
        news.await(noted, interval);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  /** Tries each that waits, once. */
  void handUp() {
    waiting.forEach(this::send);
  }

  private void send(String site, StatusReport report) {
    try {
      gateway.reportBelow(site, report);
      waiting.remove(site, report);
    } catch (GatewayException e) {
      LOG.atDebug()
          .setMessage("report of a site below not handed up")
          .addKeyValue("connectedRegistry", site)
          .setCause(e)
          .log();
      if (e.kind() == GatewayException.Kind.UNKNOWN_SITE) {
        waiting.remove(site, report);
      }
    }
  }
}
