package io.outport.agent.chart;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders released versions by their numbers: {@code 1.10.0} is after {@code v1.9.2}. */
enum VersionOrder implements Comparator<String> {
  /** The one order. */
  INSTANCE;

  private static final Pattern RELEASE =
      Pattern.compile("v?([0-9]{1,9})\\.([0-9]{1,9})\\.([0-9]{1,9})");

  static boolean isRelease(String version) {
    return RELEASE.matcher(version).matches();
  }

  @Override
  public int compare(String left, String right) {
    Matcher a = RELEASE.matcher(left);
    Matcher b = RELEASE.matcher(right);
    if (!a.matches() || !b.matches()) {
      return left.compareTo(right);
    }
    for (int group = 1; group <= 3; group++) {
      int order =
          Integer.compare(Integer.parseInt(a.group(group)), Integer.parseInt(b.group(group)));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
