package io.outport.hubapi.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Takes secrets out of what others wrote: those that are known, and what looks like one. */
public final class Masking {
  private static final String MASK = "(not shown)";

  /** Shorter values are words of the language. */
  private static final int MIN_LENGTH = 6;

  /** The word and what stands between it and the secret are kept. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:password|passwd|pwd|secret|token|apikey|api-key|accountkey)\\\\?[\"']?\\s{0,3}[=:]\\s{0,3}\\\\?[\"']?)"
              + "([^\\s;,\"'&\\\\<>(]{3,})");

  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)((?:bearer|basic)\\s{1,3})([A-Za-z0-9._~+/=-]{8,})");

  private static final Pattern WEB_TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*");

  private static final Pattern USER_IN_URL =
      Pattern.compile("(://[^/\\s:@]{1,255}:)([^/\\s@]{1,1024})(@)");

  private static final Pattern KEY_BLOCK =
      Pattern.compile(
          "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);

  private final List<String> known;

  /** Knows these, and all parts of those that are made of parts, as connection strings are. */
  public Masking(Collection<String> secrets) {
    this.known =
        secrets.stream()
            .filter(secret -> secret.length() >= MIN_LENGTH)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The words without them. */
  public String apply(String words) {
    String clean = words;
    for (String secret : known) {
      clean = clean.replace(secret, MASK);
    }
    clean = KEY_BLOCK.matcher(clean).replaceAll(MASK);
    clean = WEB_TOKEN.matcher(clean).replaceAll(MASK);
    clean = AUTHORIZATION.matcher(clean).replaceAll("$1" + MASK);
    clean = USER_IN_URL.matcher(clean).replaceAll("$1" + MASK + "$3");
    return NAMED.matcher(clean).replaceAll("$1" + MASK);
  }
}
