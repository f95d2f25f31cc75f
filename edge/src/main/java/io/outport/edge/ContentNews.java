package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.oci.model.Digest;
import io.outport.registry.content.ContentListener;

/** Tells of changed content those below who wait for it, and of lost blobs the healer. */
record ContentNews(Bell bell, ContentListener healer) implements ContentListener {

  @Override
  public void changed() {
    healer.changed();
    bell.ring();
  }

  @Override
  public void blobLost(Digest digest) {
    healer.blobLost(digest);
  }
}
