package io.outport.agent.settings;

/** What the value of a setting must look like. */
enum SettingKind {
  /** Any text. */
  TEXT,
  /** {@code true} or {@code false}. */
  SWITCH,
  /** An address without a mask. */
  ADDRESS,
  /** A name of a Kubernetes object. */
  OBJECT_NAME,
  /** A DNS name, perhaps with a port. */
  HOST,
  /** An amount of storage. */
  QUANTITY,
  /** A list or an object as JSON. */
  JSON,
  /** {@code sha256:…}. */
  DIGEST,
  /** Checked by code of its own. */
  CREDENTIAL
}
