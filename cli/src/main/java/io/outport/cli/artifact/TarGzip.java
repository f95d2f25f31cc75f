package io.outport.cli.artifact;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small tar archives in gzip, in memory. */
public final class TarGzip {
  /** Most entries that are read. */
  private static final int MAX_ENTRIES = 10_000;

  /** Most bytes that an archive may unfold to. */
  private static final long MAX_UNPACKED_BYTES = 256L * 1024 * 1024;

  private TarGzip() {}

  /** A file of an archive. */
  public record Entry(String name, long bytes) {}

  /** The files of an archive, in its order. */
  public static List<Entry> list(byte[] archive) throws IOException {
    List<Entry> all = new ArrayList<>();
    try (TarArchiveInputStream in = open(archive)) {
      long unpacked = 0;
      for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        unpacked += each.getSize();
        if (all.size() >= MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES) {
          throw new IOException("the archive unfolds to too much");
        }
        if (each.isFile()) {
          all.add(new Entry(each.getName(), each.getSize()));
        }
      }
    }
    return all;
  }

  /** The first file whose name is wanted; at most this long. */
  public static Optional<byte[]> find(byte[] archive, Predicate<String> wanted, int maxBytes)
      throws IOException {
    try (TarArchiveInputStream in = open(archive)) {
      int count = 0;
      long unpacked = 0;
      for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        unpacked += each.getSize();
        if (++count > MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES) {
          throw new IOException("the archive unfolds to too much");
        }
        if (each.isFile() && wanted.test(each.getName())) {
          if (each.getSize() > maxBytes) {
            throw new IOException(each.getName() + " is too large");
          }
          return Optional.of(in.readNBytes(maxBytes));
        }
      }
    }
    return Optional.empty();
  }

  /** The archive with one file more at its end. */
  public static byte[] with(byte[] archive, String name, byte[] file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveInputStream in = open(archive);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      TarArchiveEntry added = new TarArchiveEntry(name);
      added.setSize(file.length);
      for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        added.setModTime(each.getModTime());
        tar.putArchiveEntry(each);
        in.transferTo(tar);
        tar.closeArchiveEntry();
      }
      tar.putArchiveEntry(added);
      tar.write(file);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** An archive of these files; the same bytes for the same files, whenever it is made. */
  static byte[] write(SequencedMap<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Java's gzip header has no time in it.
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(each.getKey());
        entry.setSize(each.getValue().length);
        entry.setLastModifiedTime(FileTime.from(Instant.EPOCH));
        tar.putArchiveEntry(entry);
        tar.write(each.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static TarArchiveInputStream open(byte[] archive) throws IOException {
    return new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)));
  }
}
