package io.outport.hub.resource;

/** Foreign text that stands in an error message: short, and on one line. */
final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
