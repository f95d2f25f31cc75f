package io.outport.cli;

import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** True or false, as scripts for the vendor's client write it. */
record Switch(boolean isOn) {
  static final Switch ON = new Switch(true);
  static final Switch OFF = new Switch(false);

  private static final Set<String> YES = Set.of("true", "t", "yes", "y", "1", "on");
  private static final Set<String> NO = Set.of("false", "f", "no", "n", "0", "off");

  /** Reads one from the command line. */
  static final class Converter implements ITypeConverter<Switch> {
    @Override
    public Switch convert(String text) {
      String given = text.strip().toLowerCase(Locale.ROOT);
      if (YES.contains(given)) {
        return ON;
      }
      if (NO.contains(given)) {
        return OFF;
      }
      throw new TypeConversionException("'%s' is neither true nor false".formatted(text));
    }
  }
}
