package io.outport.agent.settings;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The values of a chart that the agent knows nothing of: as {@code helm --set} reads them. */
public final class PlainValues {
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

  private PlainValues() {}

  /** Nested; protected settings win; a key that another one stands in the way of is left out. */
  public static Map<String, Object> nest(
      Map<String, String> settings, Map<String, String> protectedSettings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(protectedSettings);
    NestedValues values = new NestedValues();
    all.forEach((key, value) -> values.put(key, typed(value)));
    return values.toMap();
  }

  private static Object typed(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.parseBoolean(value);
    }
    return NUMBER.matcher(value).matches() ? Long.valueOf(value) : value;
  }
}
