package io.outport.dist.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the site itself told of its syncs, read from its log. */
record SiteLog(Path file) {
  private static final Pattern PAIR = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** A transfer that the link cut, and where it stood. */
  record Cut(long done, long size) {}

  /** The first transfer that was cut in its middle. */
  Optional<Cut> findCut() throws IOException {
    return events("transfer cut, going on from here").stream()
        .map(event -> new Cut(number(event, "bytes"), number(event, "totalBytes")))
        .filter(cut -> cut.done() > 0 && cut.done() < cut.size())
        .findFirst();
  }

  private List<Map<String, String>> events(String message) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.contains(" " + message + " "))
        .map(SiteLog::pairs)
        .toList();
  }

  private static Map<String, String> pairs(String line) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Matcher matcher = PAIR.matcher(line);
    while (matcher.find()) {
      pairs.put(matcher.group(1), matcher.group(2));
    }
    return pairs;
  }

  private static long number(Map<String, String> event, String key) {
    String text = event.getOrDefault(key, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
