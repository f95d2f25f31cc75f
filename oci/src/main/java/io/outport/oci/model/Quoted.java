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
    String printable = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    if (printable.length() <= MAX_LENGTH) {
      return printable;
    }
    boolean cutsPair = Character.isHighSurrogate(printable.charAt(MAX_LENGTH - 1));
    return printable.substring(0, cutsPair ? MAX_LENGTH - 1 : MAX_LENGTH) + "…";
  }
}
