package io.outport.agent.kubernetes;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A range of addresses.
 *
 * @param first the network's own address
 * @param bits of the prefix
 */
record AddressRange(InetAddress first, int bits) {
  /** The cluster's own services have the first ones. */
  private static final int FIRST_OFFSET = 20;

  /** API servers give the lowest ones out last, which keeps them for those who choose. */
  private static final int MAX_OFFSET = 250;

  /** From {@code 10.96.0.0/12}; empty where the text is none. */
  static Optional<AddressRange> find(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress first = InetAddress.ofLiteral(text.substring(0, Math.max(slash, 0)));
      int bits = Integer.parseInt(text.substring(slash + 1));
      boolean fits = bits >= 0 && bits <= first.getAddress().length * Byte.SIZE;
      return fits ? Optional.of(new AddressRange(first, bits)) : Optional.empty();
    } catch (IllegalArgumentException ignored) {
      // Not a range: the answer.
      return Optional.empty();
    }
  }

  /** Addresses that a person would choose, the best first. */
  Stream<String> candidates() {
    int host = first.getAddress().length * Byte.SIZE - bits;
    int size = host >= Byte.SIZE ? MAX_OFFSET : (1 << host) - 1;
    return Stream.concat(
            IntStream.range(Math.min(FIRST_OFFSET, size), size).boxed(),
            IntStream.range(2, Math.min(FIRST_OFFSET, size)).boxed())
        .map(this::at);
  }

  private String at(int offset) {
    int length = first.getAddress().length;
    byte[] sum =
        new BigInteger(1, first.getAddress()).add(BigInteger.valueOf(offset)).toByteArray();
    byte[] address = new byte[length];
    int bytes = Math.min(sum.length, length);
    System.arraycopy(sum, sum.length - bytes, address, length - bytes, bytes);
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the length is an address's", e);
    }
  }

  /** As Kubernetes writes it. */
  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
