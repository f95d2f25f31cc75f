package io.outport.dist.image;

import java.io.IOException;
import java.util.List;

/**
 * A layer before it is written.
 *
 * @param key a digest of everything that the entries are made of
 * @param contents makes the entries, which may take long
 */
record LayerSource(String key, Contents contents) {

  /** Lists a layer's entries. */
  interface Contents {
    List<ImageFile> list() throws IOException;
  }
}
