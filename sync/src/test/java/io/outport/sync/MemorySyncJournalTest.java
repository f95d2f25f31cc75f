package io.outport.sync;

final class MemorySyncJournalTest extends SyncJournalContract {
  @Override
  protected SyncJournal create() {
    return new MemorySyncJournal();
  }

  @Override
  protected SyncJournal reopen(SyncJournal before) {
    return before;
  }
}
