package io.outport.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and connections this process may have open at once. */
final class OpenFiles {
  /** What any system gives, for those that do not say. */
  static final int USUAL = 4_096;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern LINE = Pattern.compile("(?m)^Max open files +(\\d{1,9}) ");

  private OpenFiles() {}

  /** The limit of this process; the usual one where the system does not tell. */
  static int limit() {
    try {
      return parse(Files.readString(LIMITS));
    } catch (IOException ignored) {
      // Another system than Linux.
      return USUAL;
    }
  }

  /** The first number of the line, which is the one in force. */
  static int parse(String limits) {
    Matcher line = LINE.matcher(limits);
    return line.find() ? Integer.parseInt(line.group(1)) : USUAL;
  }
}
