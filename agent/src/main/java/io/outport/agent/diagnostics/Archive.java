package io.outport.agent.diagnostics;

import io.outport.hubapi.model.Masking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar.gz in memory that does not grow beyond a limit; says itself what it left out. */
final class Archive {
  /** Largest file in it; of a longer one the end is kept, which tells what happened last. */
  static final int MAX_FILE_BYTES = 192 * 1024;

  /** What one more file, the list of what is missing and the trailer may add. */
  private static final int RESERVE = 2 * MAX_FILE_BYTES;

  private final Masking masking;
  private final Instant now;
  private final int limit;
  private final ByteArrayOutputStream bytes;
  private final TarArchiveOutputStream tar;
  private final List<String> missing = new ArrayList<>();

  private Archive(
      Masking masking,
      Instant now,
      int limit,
      ByteArrayOutputStream bytes,
      TarArchiveOutputStream tar) {
    this.masking = masking;
    this.now = now;
    this.limit = limit;
    this.bytes = bytes;
    this.tar = tar;
  }

  /**
   * Begins an empty one.
   *
   * @param limit in bytes; some MiB at least
   */
  static Archive begin(Masking masking, Instant now, int limit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      // Flushed after each file, so that what was written so far can be counted.
      GZIPOutputStream zip = new GZIPOutputStream(bytes, MAX_FILE_BYTES / 16, true);
      TarArchiveOutputStream tar = new TarArchiveOutputStream(zip, "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      return new Archive(masking, now, limit, bytes, tar);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
  }

  /** Adds a file, with secrets taken out. */
  void add(String name, String text) {
    try {
      tar.flush();
      if (bytes.size() + RESERVE > limit) {
        missing.add(name + ": the archive is full");
        return;
      }
      write(name, masking.apply(text));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
  }

  /** Notes what could not be found out. */
  void lacks(String name, String why) {
    missing.add("%s: %s".formatted(name, why));
  }

  /** The whole of it; nothing can be added any more. */
  byte[] end() {
    try {
      if (!missing.isEmpty()) {
        write("missing.txt", masking.apply(String.join("\n", missing) + "\n"));
      }
      tar.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
  }

  private void write(String name, String text) throws IOException {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    byte[] kept =
        all.length > MAX_FILE_BYTES
            ? Arrays.copyOfRange(all, all.length - MAX_FILE_BYTES, all.length)
            : all;
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(kept.length);
    entry.setModTime(Date.from(now));
    tar.putArchiveEntry(entry);
    tar.write(kept);
    tar.closeArchiveEntry();
  }
}
