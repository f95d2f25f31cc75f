package io.outport.bench;

/** How bytes travel. */
enum Transport {
  TLS("https"),
  PLAIN("http");

  private final String scheme;

  Transport(String scheme) {
    this.scheme = scheme;
  }

  String scheme() {
    return scheme;
  }
}
