package io.outport.oci.model;

/**
 * How foreign text is quoted in our messages: short, and without characters that steer a terminal
 * or turn the direction of what follows.
 */
public final class Quoted {
  private static final int MAX_LENGTH = 80;

  private Quoted() {}

  /** The text with control characters replaced, 80 characters at most. */
  public static String shorten(String text) {
    String printable = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH) + "…";
  }
}
