package io.outport.agent.diagnostics;

import io.outport.agent.settings.CertificateSource;
import io.outport.agent.settings.SettingsReader;
import io.outport.agent.settings.SettingsReading;
import io.outport.hubapi.agent.DesiredExtension;
import java.time.InstantSource;
import java.util.Set;

/**
 * The secret whose certificate a site serves.
 *
 * @param name empty where there is none, or none is known
 * @param names that the certificate must hold
 */
record ServedSecret(String name, Set<String> names) {
  static final ServedSecret NONE = new ServedSecret("", Set.of());

  /** Copies the set. */
  ServedSecret {
    names = Set.copyOf(names);
  }

  static ServedSecret of(DesiredExtension extension, InstantSource clock) {
    SettingsReading reading =
        SettingsReader.read(
            extension.configurationSettings(), extension.protectedSettings(), clock);
    if (!(reading instanceof SettingsReading.Accepted(var settings, _))) {
      return NONE;
    }
    String name =
        switch (settings.certificate()) {
          case CertificateSource.Secret(var given) -> given;
          case CertificateSource.CertManaged _, CertificateSource.Given _ ->
              extension.releaseName() + "-tls";
          case CertificateSource.None _ -> "";
        };
    return new ServedSecret(name, settings.names());
  }
}
