package io.outport.trust;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads how a gRPC call ended from a block of headers (RFC 7541, without a dynamic table). */
final class GrpcTrailers {
  private final byte[] block;
  private int at;

  private GrpcTrailers(byte[] block) {
    this.block = block;
  }

  /** What the block says of a failure; empty where it tells of none. */
  static String failure(byte[] block) {
    return new GrpcTrailers(block).read();
  }

  private String read() {
    String status = "0";
    String message = "";
    while (at < block.length) {
      int first = block[at] & 0xff;
      if (first >= 0x80) {
        number(7); // a pair of the static table: never one of gRPC's
        continue;
      }
      if (first >= 0x20 && first < 0x40) {
        number(5); // the table's size
        continue;
      }
      int index = number(first >= 0x40 ? 6 : 4);
      String name = index == 0 ? text() : "";
      String value = text();
      status = name.equals("grpc-status") ? value : status;
      message = name.equals("grpc-message") ? value : message;
    }
    return status.equals("0") ? "" : "code " + status + ": " + message;
  }

  private int number(int bits) {
    int mask = (1 << bits) - 1;
    int value = block[at++] & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; at < block.length && shift < 28; shift += 7) {
      int each = block[at++] & 0xff;
      value += (each & 0x7f) << shift;
      if (each < 0x80) {
        break;
      }
    }
    return value;
  }

  private String text() {
    if (at >= block.length) {
      return "";
    }
    boolean huffman = block[at] < 0;
    int length = Math.max(0, Math.min(number(7), block.length - at));
    byte[] bytes = Arrays.copyOfRange(block, at, at + length);
    at += length;
    return huffman ? HuffmanText.read(bytes) : new String(bytes, StandardCharsets.UTF_8);
  }
}
