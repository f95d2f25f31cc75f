package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.MediaType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A layer that was written.
 *
 * @param diffId the digest of the tar before compression, which the image's config names
 */
record Layer(Descriptor descriptor, Digest diffId) {
  private static final int BUFFER = 1 << 16;

  /** Writes the entries, sorted and without times and owners, into the layout's blobs. */
  static Layer write(List<ImageFile> entries, Path blobs) throws IOException {
    // Not a temporary file: that would be readable by its owner alone, and so would the layout.
    Path fresh = blobs.resolve("layer-%d.new".formatted(Thread.currentThread().threadId()));
    MessageDigest packed = DigestAlgorithm.SHA256.newHasher();
    MessageDigest plain = DigestAlgorithm.SHA256.newHasher();
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(fresh), BUFFER);
        OutputStream zip = new GZIPOutputStream(new DigestOutputStream(file, packed), BUFFER);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(
                new DigestOutputStream(zip, plain), StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (ImageFile entry : sorted(entries)) {
        write(entry, tar);
      }
    }
    Digest digest = Digest.ofHash(DigestAlgorithm.SHA256, packed.digest());
    long size = Files.size(fresh);
    Files.move(fresh, blobs.resolve(digest.hex()), StandardCopyOption.REPLACE_EXISTING);
    return new Layer(
        Descriptor.of(MediaType.OCI_LAYER_GZIP, digest, size),
        Digest.ofHash(DigestAlgorithm.SHA256, plain.digest()));
  }

  /** This layer in another layout, its bytes taken over. */
  Layer copied(Path from, Path to) throws IOException {
    String name = descriptor.digest().hex();
    if (Files.exists(to.resolve(name))) {
      return this; // several platforms share what no machine makes differ
    }
    try {
      Files.createLink(to.resolve(name), from.resolve(name));
    } catch (IOException | UnsupportedOperationException e) {
      // Not every file system has hard links.
      Files.copy(from.resolve(name), to.resolve(name));
    }
    return this;
  }

  private static Iterable<ImageFile> sorted(List<ImageFile> entries) {
    Map<String, ImageFile> byName = new TreeMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return byName.values();
  }

  private static void write(ImageFile file, TarArchiveOutputStream tar) throws IOException {
    switch (file.content()) {
      case ImageFile.Content.Folder _ -> begin(file, TarConstants.LF_DIR, 0, tar);
      case ImageFile.Content.Text(String text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        begin(file, TarConstants.LF_NORMAL, bytes.length, tar);
        tar.write(bytes);
      }
      case ImageFile.Content.Bytes(Path source) -> {
        begin(file, TarConstants.LF_NORMAL, Files.size(source), tar);
        Files.copy(source, tar);
      }
    }
    tar.closeArchiveEntry();
  }

  private static void begin(ImageFile file, byte type, long size, TarArchiveOutputStream tar)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(file.name(), type);
    entry.setModTime(FileTime.fromMillis(0));
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setMode(file.mode());
    entry.setSize(size);
    tar.putArchiveEntry(entry);
  }
}
