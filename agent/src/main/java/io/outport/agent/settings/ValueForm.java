package io.outport.agent.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with the form of one value. */
final class ValueForm {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?");
  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ValueForm() {}

  /** What the value must be instead, in words; empty where it is good. */
  static Optional<String> expected(String key, String value) {
    List<String> choices = KnownSettings.choices(key);
    if (!choices.isEmpty()) {
      return unless(choices.contains(value), String.join(" or ", choices));
    }
    return switch (KnownSettings.kind(key)) {
      case TEXT, CREDENTIAL -> Optional.empty();
      case SWITCH -> unless(isSwitch(value), "true or false");
      case ADDRESS -> unless(isAddress(value), "an IP address such as 10.96.0.50");
      case OBJECT_NAME ->
          unless(
              NAME.matcher(value).matches(), "a name in lower case letters, digits, '-' and '.'");
      case HOST -> unless(HOST.matcher(value).matches(), "a DNS name such as registry.example.org");
      case QUANTITY -> unless(isQuantity(value), "an amount such as 250Gi");
      case DIGEST -> unless(DIGEST.matcher(value).matches(), "sha256: and 64 hex digits");
      case JSON -> unless(isJson(value), "JSON, such as [{\"operator\":\"Exists\"}]");
    };
  }

  /** The value as the chart's schema wants it. */
  static Object typed(String key, String value) {
    return switch (KnownSettings.kind(key)) {
      case SWITCH -> Boolean.parseBoolean(value);
      case JSON -> JSON.readValue(value, Object.class);
      case TEXT, ADDRESS, OBJECT_NAME, HOST, QUANTITY, DIGEST, CREDENTIAL -> value;
    };
  }

  private static Optional<String> unless(boolean good, String expected) {
    return good ? Optional.empty() : Optional.of(expected);
  }

  private static boolean isSwitch(String value) {
    return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
  }

  private static boolean isQuantity(String value) {
    return QUANTITY.matcher(value).matches() && !value.matches("0+(\\.0+)?[A-Za-z]*");
  }

  /** A literal alone: nothing is looked up. */
  private static boolean isAddress(String value) {
    boolean colons = value.contains(":");
    if (!(colons ? IPV6 : IPV4).matcher(value).matches()) {
      return false;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(value);
      return !address.isAnyLocalAddress()
          && !address.isLoopbackAddress()
          && !address.isMulticastAddress();
    } catch (IllegalArgumentException ignored) {
      // Not a literal: the answer.
      return false;
    }
  }

  private static boolean isJson(String value) {
    try {
      Object read = JSON.readValue(value, Object.class);
      return read instanceof List || read instanceof java.util.Map;
    } catch (JacksonException ignored) {
      // Not JSON: the answer.
      return false;
    }
  }
}
