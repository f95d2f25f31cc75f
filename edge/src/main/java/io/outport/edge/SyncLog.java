package io.outport.edge;

import io.outport.sync.SyncResult;
import io.outport.sync.Traffic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The one line that each sync leaves in the log. */
final class SyncLog {
  private static final Logger LOG = LoggerFactory.getLogger(SyncLog.class);

  private SyncLog() {}

  static void write(SyncTrigger trigger, long sequence, SyncResult result) {
    Traffic traffic = result.traffic();
    LOG.atLevel(result.state() == SyncResult.State.INCOMPLETE ? Level.WARN : Level.INFO)
        .setMessage(
            switch (result.state()) {
              case COMPLETE -> "synced";
              case INCOMPLETE -> "synced, but some images failed";
              case ABORTED -> "sync broke off";
              case STOPPED -> "sync stopped";
            })
        .addKeyValue("trigger", trigger.label())
        .addKeyValue("sequence", sequence)
        .addKeyValue("synced", result.synced())
        .addKeyValue("unchanged", result.unchanged())
        .addKeyValue("removed", result.removed())
        .addKeyValue("failed", result.failed().size())
        .addKeyValue("fetchedBytes", traffic.fetched())
        .addKeyValue("reusedBytes", traffic.reused())
        .addKeyValue("resumedBytes", traffic.resumed())
        .addKeyValue("wastedBytes", traffic.wasted())
        .addKeyValue("durationMillis", result.took().toMillis())
        .addKeyValue("reason", result.reason())
        .log();
  }
}
