package io.outport.dist.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which shared libraries a program or library names, read from its file (System V ABI, "Dynamic
 * Section"; 64 bits, little-endian, as all our machines are).
 */
final class ElfNeeds {
  private static final int MAGIC = 0x464c457f;
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final long NEEDED = 1;
  private static final long STRING_TABLE = 5;
  private static final int DYNAMIC_ENTRY_BYTES = 16;

  private final ByteBuffer file;
  private final List<Segment> segments = new ArrayList<>();

  private record Segment(int type, long offset, long address, long size) {}

  private ElfNeeds(ByteBuffer file) {
    this.file = file;
  }

  /** The names of the libraries; none for a file that is no program or library. */
  static List<String> read(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    if (file.limit() < 64 || file.getInt(0) != MAGIC) {
      return List.of();
    }
    ElfNeeds elf = new ElfNeeds(file);
    elf.readSegments();
    return elf.needed();
  }

  private void readSegments() {
    long start = file.getLong(0x20);
    int size = file.getShort(0x36);
    int count = file.getShort(0x38);
    for (int i = 0; i < count; i++) {
      int at = Math.toIntExact(start + (long) i * size);
      segments.add(
          new Segment(
              file.getInt(at), file.getLong(at + 8), file.getLong(at + 16), file.getLong(at + 32)));
    }
  }

  private List<String> needed() {
    List<Long> names = new ArrayList<>();
    long strings = 0;
    for (Segment segment : segments) {
      if (segment.type() != DYNAMIC) {
        continue;
      }
      for (long at = segment.offset();
          at < segment.offset() + segment.size();
          at += DYNAMIC_ENTRY_BYTES) {
        long tag = file.getLong(Math.toIntExact(at));
        long value = file.getLong(Math.toIntExact(at) + 8);
        if (tag == NEEDED) {
          names.add(value);
        } else if (tag == STRING_TABLE) {
          strings = offset(value);
        }
      }
    }
    long table = strings;
    return names.stream().map(name -> text(Math.toIntExact(table + name))).toList();
  }

  /** Where the bytes of an address in memory lie in the file. */
  private long offset(long address) {
    return segments.stream()
        .filter(each -> each.type() == LOAD)
        .filter(each -> address >= each.address() && address < each.address() + each.size())
        .mapToLong(each -> address - each.address() + each.offset())
        .findFirst()
        .orElse(address);
  }

  private String text(int at) {
    StringBuilder text = new StringBuilder();
    for (int each = at; file.get(each) != 0; each++) {
      text.append((char) file.get(each));
    }
    return text.toString();
  }
}
