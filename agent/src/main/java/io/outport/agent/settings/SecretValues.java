package io.outport.agent.settings;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the protected settings are secrets. The tutorial has people protect all that is about
 * the certificate, the name of its secret too, and who is to mend that has to be told its name.
 */
public final class SecretValues {
  private static final Set<SettingKind> OPEN =
      Set.of(
          SettingKind.SWITCH,
          SettingKind.ADDRESS,
          SettingKind.OBJECT_NAME,
          SettingKind.HOST,
          SettingKind.QUANTITY,
          SettingKind.DIGEST);

  private SecretValues() {}

  /** All values but those that are what a setting of their key, which is no secret, looks like. */
  public static List<String> of(Map<String, String> protectedSettings) {
    return protectedSettings.entrySet().stream()
        .filter(each -> !isOpen(each.getKey(), each.getValue().strip()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean isOpen(String key, String value) {
    return KnownSettings.canonical(key)
        .filter(known -> OPEN.contains(KnownSettings.kind(known)))
        .filter(known -> ValueForm.expected(known, value).isEmpty())
        .isPresent();
  }
}
