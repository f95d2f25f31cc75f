package io.outport.edge;

/** Why a sync begins; the labels are those of the reference (2, {@code registrySyncResult}). */
enum SyncTrigger {
  /** The site has nothing yet, or is to keep other repositories than before. */
  INITIAL("InitialSync"),
  /** The parent's history no longer reaches back to where the site was. */
  RECOVERY("RecoveryService"),
  /** A person asked for it. */
  MANUAL("ManualResync"),
  /** The parent told of a change. */
  MESSAGE("Message");

  private final String label;

  SyncTrigger(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
