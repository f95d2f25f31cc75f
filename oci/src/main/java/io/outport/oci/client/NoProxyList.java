package io.outport.oci.client;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosts that are reached without a proxy: NO_PROXY, read as curl reads it, and loopback. */
final class NoProxyList {
  private static final Pattern WITH_PORT =
      Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]+):([0-9]{1,5})");

  private final List<Entry> entries;

  private NoProxyList(List<Entry> entries) {
    this.entries = entries;
  }

  static NoProxyList parse(String text) {
    return new NoProxyList(
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(each -> !each.isEmpty())
            .map(Entry::parse)
            .toList());
  }

  boolean holds(String host, int port) {
    String name = bare(host.toLowerCase(Locale.ROOT)).replaceAll("\\.$", "");
    Optional<InetAddress> address = address(name);
    return isLoopback(name, address)
        || entries.stream().anyMatch(entry -> entry.holds(name, address, port));
  }

  private static boolean isLoopback(String name, Optional<InetAddress> address) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || address.filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** A name is not looked up: the proxy may be the only one who can. */
  private static Optional<InetAddress> address(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String bare(String host) {
    return host.replaceAll("[\\[\\]]", "");
  }

  /** A name with those below it, an address or a block of addresses; port 0 is any. */
  private record Entry(String name, int port) {
    static Entry parse(String text) {
      Matcher withPort = WITH_PORT.matcher(text);
      String host = withPort.matches() ? withPort.group(1) : text;
      int port = withPort.matches() ? Integer.parseInt(withPort.group(2)) : 0;
      String name = bare(host).replaceAll("^(\\*\\.|\\.)", "").replaceAll("\\.$", "");
      return new Entry(name, port);
    }

    boolean holds(String host, Optional<InetAddress> address, int at) {
      if (port != 0 && port != at) {
        return false;
      }
      return name.equals("*") || address.map(this::holds).orElseGet(() -> isOrEndsWith(host));
    }

    private boolean isOrEndsWith(String host) {
      return host.equals(name) || host.endsWith("." + name);
    }

    private boolean holds(InetAddress address) {
      String[] parts = name.split("/", 2);
      byte[] mine = address(parts[0]).map(InetAddress::getAddress).orElse(new byte[0]);
      byte[] given = address.getAddress();
      if (mine.length != given.length) {
        return false;
      }
      int bits = parts.length < 2 ? mine.length * Byte.SIZE : bits(parts[1]);
      return bits >= 0 && bits <= mine.length * Byte.SIZE && sharePrefix(mine, given, bits);
    }

    private static int bits(String text) {
      return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    private static boolean sharePrefix(byte[] one, byte[] other, int bits) {
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((one[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
