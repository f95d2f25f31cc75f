package io.outport.sync;

/**
 * Blob bytes of a transfer or a whole sync.
 *
 * @param fetched came over the link, wasted ones included
 * @param reused were not fetched because the store held the blob
 * @param resumed were not fetched because an earlier attempt had left them
 * @param wasted came over the link and were of no use
 */
public record Traffic(long fetched, long reused, long resumed, long wasted) {
  /** Nothing moved. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0);

  /** Both together. */
  public Traffic plus(Traffic other) {
    return new Traffic(
        fetched + other.fetched,
        reused + other.reused,
        resumed + other.resumed,
        wasted + other.wasted);
  }
}
