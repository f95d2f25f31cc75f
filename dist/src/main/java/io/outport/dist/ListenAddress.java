package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.Quoted;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens, as {@code --listen} gives it: {@code address:port} or a port alone. */
record ListenAddress(String address, int port) {
  private static final String EVERY = "0.0.0.0";
  private static final int MAX_PORT = 65_535;
  private static final String PART = "[\\p{Graph}&&[^\\[\\]]]";
  private static final Pattern FORM =
      Pattern.compile("(?:(\\[" + PART + "+\\]|" + PART + "*):)?([0-9]{1,5})");

  /**
   * Reads {@code 127.0.0.1:8443}, {@code [::1]:8443} or {@code 8443}.
   *
   * @throws Refusal {@code USAGE}
   */
  static ListenAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(2)) > MAX_PORT) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--listen '%s' is no address: write it like 127.0.0.1:8443, [::1]:8443 or 8443"
              .formatted(Quoted.shorten(text)));
    }
    String address = form.group(1) == null ? "" : form.group(1).replaceAll("[\\[\\]]", "");
    return new ListenAddress(address.isEmpty() ? EVERY : address, Integer.parseInt(form.group(2)));
  }

  @Override
  public String toString() {
    return address.indexOf(':') >= 0
        ? "[%s]:%d".formatted(address, port)
        : "%s:%d".formatted(address, port);
  }
}
