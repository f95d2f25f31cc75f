package io.outport.oci.model;

/** How foreign text is quoted in our messages: short, and without control characters. */
final class Quoted {
  private static final int MAX_LENGTH = 80;

  private Quoted() {}

  static String shorten(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH) + "…";
  }
}
