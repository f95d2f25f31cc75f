package io.outport.pki;

import io.outport.pki.CertificateProblem.Finding;
import io.outport.pki.CertificateProblem.Kind;
import java.net.IDN;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names under which clients reach a server: DNS names (also {@code *.example.org}) in lower
 * case and IPv4 or IPv6 addresses in canonical form, at least one, no name twice, in the given
 * order.
 */
public record ServerNames(List<String> names) {
  /** Most names of one certificate. */
  public static final int MAX_NAMES = 100;

  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern DNS_NAME =
      Pattern.compile("(?:\\*\\.)?" + LABEL + "(?:\\." + LABEL + ")*+");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  /** Checks and normalises all names; a {@link CertificateProblem} names every bad one. */
  public ServerNames {
    List<Finding> findings = new ArrayList<>();
    List<String> normal = new ArrayList<>();
    for (String name : names) {
      problem(name)
          .ifPresentOrElse(
              text -> findings.add(new Finding(Kind.BAD_NAME, text)),
              () -> normal.add(normalize(name)));
    }
    if (names.isEmpty() || names.size() > MAX_NAMES) {
      String text = "give 1 to %d server names, not %d".formatted(MAX_NAMES, names.size());
      findings.add(new Finding(Kind.BAD_NAME, text));
    }
    if (!findings.isEmpty()) {
      throw new CertificateProblem(findings);
    }
    names = normal.stream().distinct().toList();
  }

  /** The names given one by one. */
  public static ServerNames of(String... names) {
    return new ServerNames(List.of(names));
  }

  /** Those of the names that are IP addresses. */
  public List<InetAddress> addresses() {
    return names.stream().map(CertificateFacts::address).flatMap(Optional::stream).toList();
  }

  /** Those of the names that are DNS names. */
  public List<String> dnsNames() {
    return names.stream().filter(name -> CertificateFacts.address(name).isEmpty()).toList();
  }

  private static String normalize(String name) {
    return CertificateFacts.address(name)
        .map(InetAddress::getHostAddress)
        .orElseGet(() -> name.toLowerCase(Locale.ROOT));
  }

  /** What is wrong with a name, if anything. */
  private static Optional<String> problem(String name) {
    if (CertificateFacts.address(name).isPresent()) {
      return Optional.empty();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean shaped = DNS_NAME.matcher(lower).matches() && !NUMBERS.matcher(lower).matches();
    if (shaped && lower.length() <= MAX_LENGTH) {
      return Optional.empty();
    }
    return Optional.of(
        "server name '%s' is not allowed: %s"
            .formatted(CertificateFacts.printable(name), advice(name)));
  }

  private static String advice(String name) {
    if (name.isEmpty()) {
      return "it is empty";
    }
    if (name.contains("://") || name.contains("/")) {
      return "give the host alone, without scheme and path";
    }
    if (name.startsWith("[") || name.contains("%")) {
      return "write an IPv6 address without brackets and zone";
    }
    if (name.contains(":")) {
      return "give the host alone, without a port";
    }
    if (NUMBERS.matcher(name).matches()) {
      return "it is not an IPv4 address such as 192.0.2.7";
    }
    if (name.endsWith(".")) {
      return "leave out the dot at the end";
    }
    return ascii(name)
        .map(ascii -> "write it as '" + ascii + "'")
        .orElse("use letters, digits, '-' and '.', such as registry.example.org, or an IP address");
  }

  /** The ASCII form of an international name, where it has one that is allowed. */
  private static Optional<String> ascii(String name) {
    try {
      String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
      boolean helps = !ascii.equalsIgnoreCase(name) && DNS_NAME.matcher(ascii).matches();
      return helps ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException ignored) {
      // No ASCII form: the general advice stands.
      return Optional.empty();
    }
  }
}
