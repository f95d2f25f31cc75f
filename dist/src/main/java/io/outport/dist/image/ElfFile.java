package io.outport.dist.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the file of a program or library says of it (System V ABI; 64 bits, little-endian, as all
 * our machines are).
 */
final class ElfFile {
  private static final int MAGIC = 0x464c457f;
  private static final int HEADER_BYTES = 64;
  private static final int PROCESSOR_AT = 18;
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final long NEEDED = 1;
  private static final long STRING_TABLE = 5;
  private static final int DYNAMIC_ENTRY_BYTES = 16;

  private final ByteBuffer file;
  private final List<Segment> segments = new ArrayList<>();

  private record Segment(int type, long offset, long address, long size) {}

  private ElfFile(ByteBuffer file) {
    this.file = file;
  }

  /** Reads a file, which may be none of a program or library. */
  static ElfFile read(Path path) throws IOException {
    ElfFile elf = new ElfFile(ByteBuffer.wrap(Files.readAllBytes(path)).order(LITTLE_ENDIAN));
    if (elf.isElf()) {
      elf.readSegments();
    }
    return elf;
  }

  /** The number of the kind of processor that it runs on; 0 where it is no program or library. */
  int processor() {
    return isElf() ? file.getShort(PROCESSOR_AT) : 0;
  }

  private boolean isElf() {
    return file.limit() >= HEADER_BYTES && file.getInt(0) == MAGIC;
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

  /** The names of the shared libraries that it loads ("Dynamic Section"). */
  List<String> needed() {
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
