package io.outport.registry.store.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a PostgreSQL database is, and who comes.
 *
 * @param url {@code jdbc:postgresql://HOST[:PORT]/DATABASE[?…]}, with the driver's options such as
 *     {@code sslmode}; without user and password
 * @param user empty for the driver's choice: the user of this process
 * @param password empty where the server asks for none, or the driver finds one in its password
 *     file
 */
public record PostgresAccess(String url, Optional<String> user, Optional<String> password) {
  private static final String JDBC = "jdbc:";
  private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

  /**
   * Reads the URL with or without {@code jdbc:}.
   *
   * @throws IllegalArgumentException in words, when it is not such a URL or holds a secret
   */
  public static PostgresAccess of(String url, Optional<String> user, Optional<String> password) {
    String plain = url.startsWith(JDBC) ? url.substring(JDBC.length()) : url;
    String scheme =
        SCHEMES.stream()
            .filter(plain::startsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "is not the address of a database: write postgresql://HOST/DATABASE"));
    String place = plain.substring(scheme.length());
    requireNoSecret(place);
    if (place.indexOf('/') <= 0 || name(place).endsWith("/")) {
      throw new IllegalArgumentException(
          "names no host or no database: write postgresql://HOST/DATABASE");
    }
    return new PostgresAccess(JDBC + "postgresql://" + place, user, password);
  }

  /** What the database is called in messages: host and name, no options. */
  public String name() {
    return name(url.substring(JDBC.length()));
  }

  /** Holds no secret. */
  @Override
  public String toString() {
    return "PostgresAccess[" + name() + "]";
  }

  private static String name(String url) {
    int options = url.indexOf('?');
    return options < 0 ? url : url.substring(0, options);
  }

  /** Everybody on the machine can read a command line. */
  private static void requireNoSecret(String place) {
    if (name(place).contains("@") || place.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new IllegalArgumentException(
          "holds a user or a password, which others could read: name the user with"
              + " --metadata-user, and put the password into the file of"
              + " --metadata-password-file or into ~/.pgpass");
    }
  }
}
