package io.outport.registry.store.file;

import java.nio.file.Path;

/** The real disk without its waits: for tests that no loss of power is part of. */
final class UnforcedLayer extends ForwardingLayer {
  @Override
  void force(OpenFile file) {}

  @Override
  public void forceFolder(Path folder) {}
}
