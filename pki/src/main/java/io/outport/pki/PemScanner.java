package io.outport.pki;

import io.outport.pki.CertificateProblem.Kind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a PEM text (RFC 7468, and the older headers of RFC 1421) into its blocks, and tells in words
 * what kind of damage a text has that cannot be cut. One instance reads one text.
 */
final class PemScanner {
  /** Longest text read: a system's whole set of authorities has a quarter of a mebibyte. */
  static final int MAX_CHARACTERS = 4 << 20;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final Pattern BASE64_LINE = Pattern.compile("[A-Za-z0-9+/=]+");
  private static final Pattern TYPOGRAPHIC = Pattern.compile("[\\u2010-\\u201f\\u2212]");

  private final String where;
  private final List<PemBlock> blocks = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private @Nullable String label;
  private int beginLine;
  private boolean encrypted;

  private PemScanner(String where) {
    this.where = where;
  }

  /** The blocks of a text, at least one; {@code where} names the text in errors. */
  static List<PemBlock> scan(String text, String where) {
    PemScanner scanner = new PemScanner(where);
    if (text.length() > MAX_CHARACTERS) {
      throw scanner.problem("is longer than %d characters".formatted(MAX_CHARACTERS));
    }
    int number = 0;
    for (String line : withoutByteOrderMark(text).split("\r\n|\r|\n", -1)) {
      number++;
      scanner.line(line.strip(), number);
    }
    return scanner.finish(text);
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private void line(String line, int number) {
    String open = label;
    if (open == null) {
      outside(line, number);
      return;
    }
    if (line.equals(END + open + DASHES)) {
      close(open);
      return;
    }
    inside(open, line, number);
  }

  private void outside(String line, int number) {
    if (line.startsWith(BEGIN)) {
      label = labelOf(line, number);
      beginLine = number;
      encrypted = false;
      body.setLength(0);
      return;
    }
    if (line.startsWith(END)) {
      throw problem("line %d ends a block that never began: copy the whole text".formatted(number));
    }
  }

  private String labelOf(String line, int number) {
    int end = line.indexOf(DASHES, BEGIN.length());
    if (end < 0) {
      throw problem("line %d does not end with '-----'".formatted(number));
    }
    if (end + DASHES.length() == line.length()) {
      return line.substring(BEGIN.length(), end);
    }
    throw problem(
        line.contains("\\n")
            ? "line %d holds \\n as two characters: put real line breaks there".formatted(number)
            : "line %d holds more than its BEGIN mark: the line breaks were lost, restore them"
                .formatted(number));
  }

  private void inside(String open, String line, int number) {
    if (line.startsWith(DASHES)) {
      throw problem(
          "line %d is not the expected '%s%s%s': the block that begins at line %d is cut short"
              .formatted(number, END, CertificateFacts.printable(open), DASHES, beginLine));
    }
    if (line.indexOf(':') > 0) {
      encrypted |= line.contains("ENCRYPTED");
      return;
    }
    boolean headerGoesOn = encrypted && body.isEmpty() && line.contains(",");
    if (line.isEmpty() || headerGoesOn) {
      return;
    }
    if (!BASE64_LINE.matcher(line).matches()) {
      throw problem("line %d is not base64%s".formatted(number, typography(line)));
    }
    body.append(line);
  }

  private static String typography(String line) {
    return TYPOGRAPHIC.matcher(line).find()
        ? ": it holds curly quotes or long dashes from a word processor; copy the original file"
        : ": the text was changed or damaged; copy the original file";
  }

  private void close(String open) {
    try {
      byte[] der = Base64.getDecoder().decode(body.toString());
      blocks.add(new PemBlock(open, beginLine, encrypted, der));
      label = null;
    } catch (IllegalArgumentException ignored) {
      // The decoder counts characters of the joined body, which says nothing to a person.
      throw problem(
          "the block that begins at line %d is damaged base64; copy the original file"
              .formatted(beginLine));
    }
  }

  private List<PemBlock> finish(String text) {
    if (label != null) {
      throw problem(
          "the block that begins at line %d has no END line: the text is cut off"
              .formatted(beginLine));
    }
    if (blocks.isEmpty()) {
      throw problem(diagnose(text));
    }
    return List.copyOf(blocks);
  }

  /** Why a text has no block at all. */
  private static String diagnose(String text) {
    if (text.isBlank()) {
      return "is empty";
    }
    if (text.indexOf('\0') >= 0 && text.replace("\0", "").contains("BEGIN")) {
      return "is UTF-16 text: save it as UTF-8";
    }
    if (text.charAt(0) == '0' && text.chars().anyMatch(PemScanner::isBinary)) {
      return "is binary (DER or PKCS#12), not PEM: convert it with 'openssl x509 -inform DER' or"
          + " 'openssl pkey -inform DER', or with 'openssl pkcs12 -nodes' when it is a .p12"
          + " or .pfx";
    }
    if (TYPOGRAPHIC.matcher(text).find()) {
      return "holds curly quotes or long dashes from a word processor where '-----BEGIN' should"
          + " be: copy the original file";
    }
    return "holds no '-----BEGIN …-----' line: it is not PEM text";
  }

  private static boolean isBinary(int character) {
    return (character < ' ' && !Character.isWhitespace(character)) || character > '~';
  }

  private CertificateProblem problem(String text) {
    return new CertificateProblem(Kind.NOT_PEM, where + ": " + text);
  }
}
