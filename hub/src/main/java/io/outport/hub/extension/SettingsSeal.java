package io.outport.hub.extension;

import io.outport.hubapi.model.ControlJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.type.TypeReference;

/**
 * Seals the protected settings of one extension for keeping: AES-256-GCM with the extension's
 * resource id, which holds its cluster's, as associated data, so that no row can be read in the
 * place of another. Safe for use by many threads.
 */
public final class SettingsSeal {
  /** Length of a key, in bytes. */
  public static final int KEY_BYTES = 32;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  private SettingsSeal(SecretKeySpec key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /** Seals with this key of {@link #KEY_BYTES} bytes. */
  public static SettingsSeal of(byte[] key, SecureRandom random) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a sealing key has %d bytes".formatted(KEY_BYTES));
    }
    return new SettingsSeal(new SecretKeySpec(key, "AES"), random);
  }

  /** The settings as text that says nothing; another one each time. */
  public String seal(String extensionId, Map<String, String> settings) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] clear = ControlJson.mapper().writeValueAsBytes(new TreeMap<>(settings));
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, extensionId).doFinal(clear);
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
      return Base64.getEncoder().encodeToString(whole);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the Java platform lacks AES-GCM", impossible);
    }
  }

  /**
   * Reads what {@link #seal} wrote for the same extension.
   *
   * @throws IllegalArgumentException where the text was sealed for another extension, with another
   *     key, or was changed; the message holds nothing of it
   */
  public Map<String, String> open(String extensionId, String text) {
    try {
      byte[] whole = Base64.getDecoder().decode(text);
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      byte[] clear =
          cipher(Cipher.DECRYPT_MODE, nonce, extensionId)
              .doFinal(whole, NONCE_BYTES, Math.max(0, whole.length - NONCE_BYTES));
      return Map.copyOf(
          ControlJson.mapper().readValue(clear, new TypeReference<Map<String, String>>() {}));
    } catch (GeneralSecurityException | IllegalArgumentException failure) {
      throw new IllegalArgumentException(
          "the protected settings of %s cannot be read: give them again".formatted(extensionId),
          failure);
    }
  }

  /** What was sealed for this extension, if anything; empty where it cannot be read. */
  Optional<Map<String, String>> find(String extensionId, String text) {
    try {
      return Optional.of(text.isEmpty() ? Map.of() : open(extensionId, text));
    } catch (IllegalArgumentException ignored) {
      // Another key than the one that sealed it, as after a restore of half a backup.
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String extensionId)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    // Ids compare without regard to case.
    cipher.updateAAD(extensionId.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  /** Without the key (law L10). */
  @Override
  public String toString() {
    return "SettingsSeal[redacted]";
  }
}
