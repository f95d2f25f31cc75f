package io.outport.cli.settings;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file of settings: JSON or YAML, keys nested or dotted, {@code #} comments. Whatever is wrong is
 * refused as {@code USAGE} with the file, the line and what to do, and without the file's values,
 * which may be secrets (law L10).
 */
public final class SettingsFile {
  /** Largest file that is read, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private SettingsFile() {}

  /** The settings in a file, flattened to dotted keys, in the file's order. */
  public static Map<String, String> read(Path file) {
    return parse(file.toString(), bytes(file));
  }

  /**
   * The settings in a document.
   *
   * @param name of its file, for what is said of it
   */
  static Map<String, String> parse(String name, byte[] bytes) {
    SettingsProblems problems = new SettingsProblems(name);
    String text = text(bytes, problems);
    CurlyQuotes.requireNone(text, problems);
    Map<String, String> settings = new SettingsDocument(text, problems).read();
    if (settings.isEmpty()) {
      throw problems.whole("it is empty: write settings such as 'service.clusterIP: 10.43.0.50'");
    }
    return settings;
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new SettingsProblems(file.toString())
            .whole("it is larger than 1 MiB: settings are small; is it the right file?");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "there is no file %s: correct the name, or make it".formatted(file),
          e);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot read %s: %s; name a file that you may read"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static String text(byte[] bytes, SettingsProblems problems) {
    int first = bytes.length > 0 ? bytes[0] & 0xff : 0;
    int second = bytes.length > 1 ? bytes[1] & 0xff : 0;
    if ((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff)) {
      throw problems.whole("it is saved as UTF-16: save it as UTF-8");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some editors put a byte order mark in front, which is no part of the text.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw problems.whole("it is not UTF-8 text: save it as UTF-8");
    }
  }
}
