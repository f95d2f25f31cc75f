package io.outport.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PasswordHashTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void matchesItsPasswordAndNoOther() {
    PasswordHash hash = PasswordHash.of("Ağaç-1", random);

    assertThat(hash.matches("Ağaç-1")).isTrue();
    assertThat(hash.matches("Ağaç-2")).isFalse();
    assertThat(hash.matches("")).isFalse();
  }

  @Test
  void survivesStorage() {
    PasswordHash hash = PasswordHash.of("secret", random);

    PasswordHash read = PasswordHash.parse(hash.toText());

    assertThat(read).isEqualTo(hash);
    assertThat(read.matches("secret")).isTrue();
    assertThat(hash.toText()).startsWith("sha256$").doesNotContain("secret");
  }

  @Test
  void samePasswordHasAnotherHashEachTime() {
    assertThat(PasswordHash.of("secret", random)).isNotEqualTo(PasswordHash.of("secret", random));
  }

  @Test
  void refusesOtherTextsWithoutRepeatingThem() {
    for (String text : new String[] {"", "secret", "sha256$ab$cd", "sha1$" + "a".repeat(97)}) {
      assertThatThrownBy(() -> PasswordHash.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not a stored password hash");
    }
  }

  @Test
  void showsNothingOfItself() {
    PasswordHash hash = PasswordHash.of("secret", random);

    assertThat(hash.toString()).doesNotContain(hash.hashHex()).doesNotContain(hash.saltHex());
  }

  @Test
  void generatesPasswordsThatAreSafeEverywhereAndNeverTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String password = PasswordHash.generatePassword(random);
      assertThat(password).matches("[0-9A-Za-z]{32}");
      seen.add(password);
    }
    assertThat(seen).hasSize(1_000);
  }
}
