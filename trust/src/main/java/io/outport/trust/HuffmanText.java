package io.outport.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads strings in the code of RFC 7541, appendix B: a canonical one, so its lengths are enough.
 */
final class HuffmanText {
  /** The length of each byte's code, from {@code 'A'} for 5 bits on. */
  private static final String LENGTHS =
      "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF"
          + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIX"
          + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
          + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV";

  private static final int SHORTEST = 5;
  private static final int LONGEST = 30;

  private HuffmanText() {}

  /** The text of these bytes; ends where they stop making sense. */
  static String read(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = 0;
    int length = 0;
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      code = (code << 1) | ((bytes[bit / Byte.SIZE] >> (7 - bit % Byte.SIZE)) & 1);
      length++;
      int symbol = symbol(code, length);
      if (symbol >= 0) {
        out.write(symbol);
        code = 0;
        length = 0;
      } else if (length == LONGEST) {
        break;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Codes of one length follow each other in the order of their bytes. */
  private static int symbol(int code, int length) {
    int first = 0;
    for (int each = SHORTEST; each <= length; each++) {
      first <<= 1;
      int count = count(each);
      if (each == length && code >= first && code < first + count) {
        return nth(length, code - first);
      }
      first += count;
    }
    return -1;
  }

  private static int count(int length) {
    return (int) LENGTHS.chars().filter(each -> each - 'A' + SHORTEST == length).count();
  }

  private static int nth(int length, int index) {
    int left = index;
    for (int symbol = 0; symbol < LENGTHS.length(); symbol++) {
      if (LENGTHS.charAt(symbol) - 'A' + SHORTEST == length && left-- == 0) {
        return symbol;
      }
    }
    throw new IllegalStateException("no code of %d bits has number %d".formatted(length, index));
  }
}
