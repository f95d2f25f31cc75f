package io.outport.agent.settings;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The volume of a site.
 *
 * @param storageClass empty for the cluster's default
 * @param request such as {@code 500Gi}
 * @param accessMode such as {@code ReadWriteOnce}
 * @param kept it stays when the extension goes
 */
public record VolumeSettings(String storageClass, String request, String accessMode, boolean kept) {
  private static final Pattern AMOUNT = Pattern.compile("([0-9.]+)([KkMGTP]?)(i?)");
  private static final String POWERS = "KMGTP";
  private static final int DECIMAL = 1000;
  private static final int BINARY = 1024;

  /** The request in bytes. */
  public BigDecimal bytes() {
    Matcher amount = AMOUNT.matcher(request);
    if (!amount.matches()) {
      throw new IllegalStateException("'%s' was taken for an amount".formatted(request));
    }
    String unit = amount.group(2);
    int power = unit.isEmpty() ? 0 : 1 + POWERS.indexOf(Character.toUpperCase(unit.charAt(0)));
    int step = amount.group(3).isEmpty() ? DECIMAL : BINARY;
    return new BigDecimal(amount.group(1)).multiply(BigDecimal.valueOf(step).pow(power));
  }
}
