package io.outport.hub;

import io.outport.gateway.Bell;
import io.outport.oci.model.Digest;
import io.outport.registry.content.ContentListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hub does when its content changes: wakes the sites that wait, and tells of losses. */
record HubContent(Bell bell) implements ContentListener {
  private static final Logger log = LoggerFactory.getLogger(HubContent.class);

  @Override
  public void changed() {
    bell.ring();
  }

  /** A hub has no parent that could bring it back. */
  @Override
  public void blobLost(Digest digest) {
    log.atError()
        .setMessage("a blob that a repository holds is lost: push an image that has it again")
        .addKeyValue("digest", digest)
        .log();
  }
}
