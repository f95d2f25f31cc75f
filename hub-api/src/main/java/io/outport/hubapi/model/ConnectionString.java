package io.outport.hubapi.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Who a site is and where its parent is: {@code key=value} pairs divided by semicolons (reference,
 * 5 "Connection string"). Values may hold {@code =}; none holds {@code ;}.
 *
 * @param protocol {@code https} or {@code http}
 * @param parentCaText the parent's CA certificate in compact text (base64url of its DER), empty
 *     when the parent's certificate is publicly trusted; a key of ours
 */
public record ConnectionString(
    String name,
    String tokenName,
    String tokenPassword,
    String parentEndpoint,
    String protocol,
    String parentCaText) {

  private static final String NAME = "ConnectedRegistryName";
  private static final String TOKEN = "SyncTokenName";
  private static final String PASSWORD = "SyncTokenPassword";
  private static final String ENDPOINT = "ParentGatewayEndpoint";
  private static final String PROTOCOL = "ParentEndpointProtocol";
  private static final String IDENTITY = "ManagedIdentityClientId";
  private static final String CA = "ParentCaCertificate";
  private static final List<String> REQUIRED = List.of(NAME, TOKEN, PASSWORD, ENDPOINT, PROTOCOL);
  private static final Set<String> KNOWN =
      Set.of(NAME, TOKEN, PASSWORD, ENDPOINT, PROTOCOL, IDENTITY, CA);
  private static final Pattern KEY_FORM = Pattern.compile("[A-Za-z]{2,40}");
  private static final Pattern SITE_FORM = Pattern.compile("[A-Za-z0-9]{1,64}");
  private static final Pattern TOKEN_FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern ENDPOINT_FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?");
  private static final Pattern CA_FORM = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern FREE_OF_SPACE = Pattern.compile("[^\\s\\p{Cntrl}]*");
  private static final String AGAIN =
      "; print it again with: outport connected-registry get-settings --generate-password 1";

  /**
   * Reads the text form; a byte-order mark and surrounding white space are dropped.
   *
   * @throws Refusal {@code USAGE} naming every problem found; never the password
   */
  public static ConnectionString parse(String text) {
    List<String> problems = new ArrayList<>();
    Map<String, String> pairs = split(text, problems);
    check(pairs, problems);
    if (!problems.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE, "connection string: " + String.join("; ", problems) + AGAIN);
    }
    return new ConnectionString(
        pairs.getOrDefault(NAME, ""),
        pairs.getOrDefault(TOKEN, ""),
        pairs.getOrDefault(PASSWORD, ""),
        pairs.getOrDefault(ENDPOINT, ""),
        pairs.getOrDefault(PROTOCOL, ""),
        pairs.getOrDefault(CA, ""));
  }

  /** The parent's CA in compact text, when the string carries one. */
  public Optional<String> parentCa() {
    return parentCaText.isEmpty() ? Optional.empty() : Optional.of(parentCaText);
  }

  /** The form that {@link #parse} reads; holds the password, so print it only where asked for. */
  public String toText() {
    String text =
        "%s=%s;%s=%s;%s=%s;%s=%s;%s=%s"
            .formatted(
                NAME,
                name,
                TOKEN,
                tokenName,
                PASSWORD,
                tokenPassword,
                ENDPOINT,
                parentEndpoint,
                PROTOCOL,
                protocol);
    return parentCaText.isEmpty() ? text : text + ";" + CA + "=" + parentCaText;
  }

  /** Without the password (law L10). */
  @Override
  public String toString() {
    return "ConnectionString[%s at %s://%s as %s]"
        .formatted(name, protocol, parentEndpoint, tokenName);
  }

  private static Map<String, String> split(String text, List<String> problems) {
    Map<String, String> pairs = new LinkedHashMap<>();
    String bare = text.replace("\uFEFF", "").strip();
    if (bare.isEmpty()) {
      problems.add("it is empty");
    }
    for (String part : bare.split(";", -1)) {
      String pair = part.strip();
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String key = pair.substring(0, equals).strip();
        if (pairs.put(key, pair.substring(equals + 1).strip()) != null) {
          problems.add("%s is given twice".formatted(quoted(key)));
        }
      } else if (!pair.isEmpty()) {
        problems.add("a part without '=' (it looks cut off, or the password was pasted alone)");
      }
    }
    return pairs;
  }

  private static void check(Map<String, String> pairs, List<String> problems) {
    for (String key : new TreeSet<>(pairs.keySet())) {
      if (!KNOWN.contains(key)) {
        problems.add("unknown key %s%s".formatted(quoted(key), nearest(key)));
      }
    }
    if (pairs.containsKey(IDENTITY)) {
      problems.add(
          pairs.containsKey(TOKEN) || pairs.containsKey(PASSWORD)
              ? "it names both a sync token and " + IDENTITY + ": keep one form"
              : IDENTITY + " needs a cloud identity, which this hub does not have");
      return;
    }
    for (String key : REQUIRED) {
      if (pairs.getOrDefault(key, "").isEmpty()) {
        problems.add("'%s' is missing".formatted(key));
      }
    }
    checkValues(pairs, problems);
  }

  private static void checkValues(Map<String, String> pairs, List<String> problems) {
    String protocol = pairs.getOrDefault(PROTOCOL, "https");
    if (!protocol.equals("https") && !protocol.equals("http")) {
      problems.add("%s must be 'https' or 'http'".formatted(PROTOCOL));
    }
    String password = pairs.getOrDefault(PASSWORD, "");
    if (password.startsWith("<") || password.contains("generate")) {
      problems.add("%s is still the placeholder: generate a password first".formatted(PASSWORD));
    } else if (!FREE_OF_SPACE.matcher(password).matches()) {
      problems.add("%s holds white space (a line break crept in?)".formatted(PASSWORD));
    }
    checkForm(pairs, NAME, SITE_FORM, "letters and digits", problems);
    checkForm(pairs, TOKEN, TOKEN_FORM, "letters, digits, '-' and '_'", problems);
    checkForm(pairs, ENDPOINT, ENDPOINT_FORM, "host or host:port, without '/'", problems);
    checkForm(pairs, CA, CA_FORM, "whole, as it was printed", problems);
  }

  private static void checkForm(
      Map<String, String> pairs, String key, Pattern form, String words, List<String> problems) {
    String value = pairs.getOrDefault(key, "");
    if (!value.isEmpty() && !form.matcher(value).matches()) {
      problems.add("%s must be %s".formatted(key, words));
    }
  }

  /** What does not look like a key may be a piece of the password, which is never shown. */
  private static String quoted(String key) {
    return KEY_FORM.matcher(key).matches() ? "'" + key + "'" : "(not shown)";
  }

  private static String nearest(String key) {
    return KNOWN.stream()
        .filter(known -> known.equalsIgnoreCase(key) || known.startsWith(key))
        .sorted()
        .findFirst()
        .map(known -> " (did you mean '%s'?)".formatted(known))
        .orElse("");
  }
}
