package io.outport.edge;

import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.model.ControlJson;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** What the parent said last, on disk, so that the site serves without it (L8). */
final class StoredConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(StoredConfiguration.class);

  private final DurableFile file;

  StoredConfiguration(DurableFile file) {
    this.file = file;
  }

  /** The last configuration; empty before the first one, or when the file is damaged. */
  Optional<SiteConfiguration> find() {
    try {
      return file.read()
          .map(bytes -> ControlJson.mapper().readValue(bytes, SiteConfiguration.class));
    } catch (JacksonException e) {
      LOG.atWarn()
          .setMessage("stored configuration unreadable, the parent will be asked for it")
          .addKeyValue("file", file.path())
          .setCause(e)
          .log();
      return Optional.empty();
    }
  }

  /** Durable when it returns. */
  void save(SiteConfiguration configuration) {
    file.write(ControlJson.mapper().writeValueAsBytes(configuration));
  }
}
