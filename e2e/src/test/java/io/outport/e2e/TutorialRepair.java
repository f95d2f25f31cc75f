package io.outport.e2e;

import java.util.regex.Pattern;

/**
 * The slips of the tutorial's commands and files, and how its reader mends them (reference, section
 * 9). Nothing else of its text is changed.
 */
enum TutorialRepair {
  /** {@code \ } at the end of a line quotes the space, not the line's end. */
  SPACE_AFTER_BACKSLASH("(?m)\\\\ +$", "\\\\"),

  /** A line that ends after the cluster's name, or another value, though options follow. */
  MISSING_BACKSLASH("(?m)(?<![\\\\ \\n]) *\\n(?= *--)", " \\\\\n"),

  /** Values of one option, spread over two lines. */
  VALUES_OVER_LINES("(?m)(?<![\\\\ \\n]) *\\n +(?=\\S+=)", " "),

  /** Quotation marks as word processors make them. */
  CURLY_QUOTES("[“”]", "\""),

  /** Braces around what is YAML otherwise, its second level at the first one's margin. */
  BRACES_AROUND_YAML("(?s)^\\s*\\{(.*)}\\s*$", "$1") {
    @Override
    String apply(String text) {
      String inner = super.apply(text);
      return inner.equals(text)
          ? text
          : inner.replaceAll("(?m)^ +", "").replaceAll("(?m)^(?=(secret|crt|key):)", "  ");
    }
  },

  /** Two signs where the value begins after the first. */
  DOUBLED_EQUALS_SIGN("==", "="),

  /** The command on the site itself, with the cluster's name and without the registry's. */
  SITE_WITHOUT_REGISTRY(
      "(connected-registry delete(?: \\\\)?\\s+--name) myarcakscluster",
      "$1 myconnectedregistry --registry myhub"),

  /** One cluster, two spellings. */
  CLUSTER_SPELLED_TWO_WAYS("myarcakscluster", "myarck8scluster"),

  /** Somebody else's public address, outside the cluster's service range. */
  ADDRESS_OUT_OF_RANGE("192\\.100\\.100\\.1", "10.96.100.1");

  private final String slip;
  private final String mended;

  TutorialRepair(String slip, String mended) {
    this.slip = slip;
    this.mended = mended;
  }

  /** The text, mended of this; as it is where it has no such slip. */
  String apply(String text) {
    return Pattern.compile(slip).matcher(text).replaceAll(mended);
  }

  /** The text, mended of all. */
  static String all(String text) {
    String whole = text;
    for (TutorialRepair each : values()) {
      whole = each.apply(whole);
    }
    return whole;
  }
}
