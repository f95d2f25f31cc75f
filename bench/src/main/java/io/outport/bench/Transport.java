package io.outport.bench;

/** How bytes travel. */
enum Transport {
  TLS("https", "TLS"),
  PLAIN("http", "plain");

  private final String scheme;
  private final String label;

  Transport(String scheme, String label) {
    this.scheme = scheme;
    this.label = label;
  }

  String label() {
    return label;
  }

  String scheme() {
    return scheme;
  }
}
