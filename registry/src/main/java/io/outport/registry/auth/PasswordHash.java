package io.outport.registry.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a generated password: a salt and the SHA-256 of salt and password.
 *
 * <p>A slow hash defends passwords that people choose. Ours are only ever generated, with 190
 * random bits, which no guessing reaches at any speed; so a fast hash is as safe and lets a small
 * site check Basic credentials on each request. Never use this for a password that a person chose.
 */
public record PasswordHash(String saltHex, String hashHex) {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int PASSWORD_LENGTH = 32;
  private static final int SALT_BYTES = 16;
  private static final String LABEL = "sha256";
  private static final Pattern SALT = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TEXT = Pattern.compile(LABEL + "\\$([^$]*)\\$([^$]*)");

  /** Checks both forms. */
  public PasswordHash {
    if (!SALT.matcher(saltHex).matches() || !HASH.matcher(hashHex).matches()) {
      throw new IllegalArgumentException("not a stored password hash");
    }
  }

  /** The hash of this password under a fresh salt. */
  public static PasswordHash of(String password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(
        HexFormat.of().formatHex(salt), HexFormat.of().formatHex(hash(salt, password)));
  }

  /**
   * Reads the form of {@link #toText}.
   *
   * @throws IllegalArgumentException when it is not one; the message holds nothing of the text
   */
  public static PasswordHash parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a stored password hash");
    }
    return new PasswordHash(matcher.group(1), matcher.group(2));
  }

  /**
   * A fresh password of 32 letters and digits: 190 random bits, the same in a URL, a shell, a
   * connection string and a YAML file.
   */
  public static String generatePassword(SecureRandom random) {
    StringBuilder password = new StringBuilder(PASSWORD_LENGTH);
    random
        .ints(PASSWORD_LENGTH, 0, ALPHABET.length())
        .forEach(index -> password.append(ALPHABET.charAt(index)));
    return password.toString();
  }

  /** Whether this is the password; takes the same time whichever byte differs. */
  public boolean matches(String password) {
    byte[] actual = hash(HexFormat.of().parseHex(saltHex), password);
    return MessageDigest.isEqual(HexFormat.of().parseHex(hashHex), actual);
  }

  /** The form for storage: {@code sha256$salt$hash}, both hexadecimal. */
  public String toText() {
    return LABEL + "$" + saltHex + "$" + hashHex;
  }

  /** Shows nothing: a hash in a log is a gift to whoever reads it (L10). */
  @Override
  public String toString() {
    return "PasswordHash[redacted]";
  }

  private static byte[] hash(byte[] salt, String password) {
    try {
      MessageDigest hasher = MessageDigest.getInstance("SHA-256");
      hasher.update(salt);
      return hasher.digest(password.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the Java platform lacks SHA-256", impossible);
    }
  }
}
