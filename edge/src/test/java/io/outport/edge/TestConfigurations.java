package io.outport.edge;

import io.outport.hubapi.gateway.SiteConfiguration;

/** Configurations with one thing changed. */
final class TestConfigurations {
  private TestConfigurations() {}

  static SiteConfiguration withLogLevel(SiteConfiguration it, String level) {
    return new SiteConfiguration(
        it.name(),
        it.revision(),
        it.mode(),
        it.repositories(),
        it.schedule(),
        it.syncWindow(),
        it.clients(),
        level,
        it.resyncAsked(),
        it.notifications(),
        it.descendants(),
        it.messageTtl(),
        it.garbageCollection());
  }
}
