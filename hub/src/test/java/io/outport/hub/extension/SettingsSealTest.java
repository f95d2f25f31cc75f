package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsSealTest {
  private static final String ID = "/clusters/Shop/extensions/registry";
  private static final Map<String, String> SETTINGS = Map.of("connectionString", "s3cret");

  private final SecureRandom random = new SecureRandom();
  private final SettingsSeal seal = SettingsSeal.of(key(), random);

  @Test
  void opensWhatItSealedWhateverTheCaseOfTheId() {
    String sealed = seal.seal(ID, SETTINGS);

    assertThat(sealed).doesNotContain("s3cret").isNotEqualTo(seal.seal(ID, SETTINGS));
    assertThat(seal.open(ID.toUpperCase(Locale.ROOT), sealed)).isEqualTo(SETTINGS);
  }

  @Test
  void refusesAnothersAndWhatWasChanged() {
    String sealed = seal.seal(ID, SETTINGS);
    String changed = (sealed.startsWith("A") ? "B" : "A") + sealed.substring(1);

    assertRefused(seal, "/clusters/other/extensions/registry", sealed);
    assertRefused(SettingsSeal.of(key(), random), ID, sealed);
    assertRefused(seal, ID, changed);
    assertRefused(seal, ID, "AAAA");
    assertRefused(seal, ID, "no base64!");
  }

  private static void assertRefused(SettingsSeal seal, String id, String text) {
    assertThatThrownBy(() -> seal.open(id, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give them again")
        .hasMessageNotContaining("s3cret");
  }

  private byte[] key() {
    byte[] key = new byte[SettingsSeal.KEY_BYTES];
    random.nextBytes(key);
    return key;
  }
}
