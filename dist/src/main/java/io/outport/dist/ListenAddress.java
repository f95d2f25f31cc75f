package io.outport.dist;

import io.outport.hubapi.model.Refusal;

/** Where a server listens, as {@code --listen} gives it: {@code address:port} or a port alone. */
record ListenAddress(String address, int port) {
  private static final String EVERY = "0.0.0.0";
  private static final int MAX_PORT = 65_535;

  static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String address = colon < 0 ? EVERY : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    String bare = bracketed ? address.substring(1, address.length() - 1) : address;
    return new ListenAddress(bare.isEmpty() ? EVERY : bare, port(text, port));
  }

  private static int port(String text, String port) {
    try {
      int number = Integer.parseInt(port);
      if (number >= 0 && number <= MAX_PORT) {
        return number;
      }
    } catch (NumberFormatException ignored) {
      // Said below, in the same words as a number that is no port.
    }
    throw new Refusal(
        Refusal.Exit.USAGE,
        "--listen '%s' is no address: write it like 127.0.0.1:8443, [::1]:8443 or 8443"
            .formatted(text));
  }

  @Override
  public String toString() {
    return address.indexOf(':') >= 0
        ? "[%s]:%d".formatted(address, port)
        : "%s:%d".formatted(address, port);
  }
}
