package io.outport.e2e;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The slips of the tutorial's commands and files, and how its reader mends them (reference, section
 * 9). Nothing else of its text is changed.
 */
enum TutorialRepair {
  /** {@code \ } at the end of a line quotes the space, not the line's end. */
  SPACE_AFTER_BACKSLASH(text -> replace(text, "(?m)\\\\ +$", "\\\\")),

  /** A line that ends after the cluster's name, or another value, though options follow. */
  MISSING_BACKSLASH(text -> replace(text, "(?m)(?<![\\\\ \\n]) *\\n(?= *--)", " \\\\\n")),

  /** Values of one option, spread over two lines. */
  VALUES_OVER_LINES(text -> replace(text, "(?m)(?<![\\\\ \\n]) *\\n +(?=\\S+=)", " ")),

  /** Quotation marks as word processors make them. */
  CURLY_QUOTES(text -> replace(text, "[“”]", "\"")),

  /** Braces around what is YAML otherwise, its second level at the first one's margin. */
  BRACES_AROUND_YAML(TutorialRepair::yaml),

  /** Two signs where the value begins after the first. */
  DOUBLED_EQUALS_SIGN(text -> text.replace("==", "=")),

  /** The command on the site itself, with the cluster's name and without the registry's. */
  SITE_WITHOUT_REGISTRY(
      text ->
          replace(
              text,
              "(connected-registry delete(?: \\\\)?\\s+--name) myarcakscluster",
              "$1 myconnectedregistry --registry myhub")),

  /** One cluster, two spellings. */
  CLUSTER_SPELLED_TWO_WAYS(text -> text.replace("myarcakscluster", "myarck8scluster")),

  /** Somebody else's public address, outside the cluster's service range. */
  ADDRESS_OUT_OF_RANGE(text -> text.replace("192.100.100.1", "10.96.100.1"));

  private final UnaryOperator<String> mend;

  TutorialRepair(UnaryOperator<String> mend) {
    this.mend = mend;
  }

  /** The text, mended of this; as it is where it has no such slip. */
  String apply(String text) {
    return mend.apply(text);
  }

  /** The text, mended of all. */
  static String all(String text) {
    String mended = text;
    for (TutorialRepair each : values()) {
      mended = each.apply(mended);
    }
    return mended;
  }

  private static String yaml(String text) {
    if (!text.strip().startsWith("{")) {
      return text;
    }
    String inner = text.strip().replaceAll("^\\{|}$", "");
    return replace(inner, "(?m)^ +", "").replaceAll("(?m)^(?=(secret|crt|key):)", "  ");
  }

  private static String replace(String text, String pattern, String with) {
    return Pattern.compile(pattern).matcher(text).replaceAll(with);
  }
}
