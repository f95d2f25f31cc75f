package io.outport.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The little of protocol buffers that two calls to containerd need: fields that have a length. */
final class Protobuf {
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf bytes(int field, byte[] value) {
    out.write((field << 3) | LENGTH_DELIMITED);
    number(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void number(int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /** The text of a field in a message of texts; empty where it is not there. */
  static Optional<String> text(byte[] message, int field) {
    int at = 0;
    while (at + 1 < message.length) {
      int key = message[at++] & 0xff;
      int length = 0;
      for (int shift = 0; at < message.length && shift < 28; shift += 7) {
        int each = message[at++] & 0xff;
        length |= (each & 0x7f) << shift;
        if (each < 0x80) {
          break;
        }
      }
      if ((key & 7) != LENGTH_DELIMITED || length > message.length - at) {
        return Optional.empty();
      }
      if (key >> 3 == field) {
        return Optional.of(new String(message, at, length, StandardCharsets.UTF_8));
      }
      at += length;
    }
    return Optional.empty();
  }
}
