package io.outport.edge;

import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.registry.upkeep.CronSchedule;
import io.outport.registry.upkeep.StorageUpkeep;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has garbage collected when people at the hub want it (reference, 2). Used by one at a time. */
final class GarbageRule implements Consumer<SiteConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageRule.class);

  private final StorageUpkeep upkeep;

  /** What holds: to set it again would put off a collection that is due right now. */
  private SiteConfiguration.@Nullable GarbageCollection current;

  GarbageRule(StorageUpkeep upkeep) {
    this.upkeep = upkeep;
  }

  @Override
  public void accept(SiteConfiguration configuration) {
    SiteConfiguration.GarbageCollection wanted = configuration.garbageCollection();
    if (!wanted.equals(current)) {
      current = wanted;
      upkeep.collectBy(schedule(wanted));
    }
  }

  /** One that cannot be read is the usual one: a disk that fills up helps nobody. */
  static CronSchedule schedule(SiteConfiguration.GarbageCollection wanted) {
    if (!wanted.enabled()) {
      return CronSchedule.never();
    }
    try {
      return CronSchedule.parse(wanted.schedule());
    } catch (IllegalArgumentException e) {
      LOG.atWarn()
          .setMessage("garbage collection schedule unusable, the usual one is used")
          .addKeyValue("reason", e.getMessage())
          .log();
      return CronSchedule.parse(SiteConfiguration.GarbageCollection.DEFAULT.schedule());
    }
  }
}
