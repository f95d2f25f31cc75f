package io.outport.cli.settings;

import java.io.Reader;

/**
 * A text that is read in parts none of which ends within a character: the YAML library runs over
 * its buffer's end where one does.
 */
final class WholeCharacters extends Reader {
  private final String text;
  private int position;

  WholeCharacters(String text) {
    this.text = text;
  }

  @Override
  public int read(char[] target, int from, int length) {
    if (position == text.length()) {
      return length == 0 ? 0 : -1;
    }
    int end = Math.min(text.length(), position + length);
    boolean cut = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    int whole = cut && end - 1 > position ? end - 1 : end;
    int count = whole - position;
    text.getChars(position, whole, target, from);
    position = whole;
    return count;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
