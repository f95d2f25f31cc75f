package io.outport.agent.settings;

import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the settings of one extension; all that is wrong with them comes in one answer. */
public final class SettingsReader {
  private final Findings findings = new Findings();
  private final FlatSettings flat;

  private SettingsReader(Collection<String> protectedValues) {
    this.flat = new FlatSettings(findings, protectedValues);
  }

  /**
   * Reads both maps of an extension.
   *
   * @param clock judges certificates
   */
  public static SettingsReading read(
      Map<String, String> settings, Map<String, String> protectedSettings, InstantSource clock) {
    SettingsReader reader = new SettingsReader(SecretValues.of(protectedSettings));
    reader.flat.addAll(settings, false);
    reader.flat.addAll(protectedSettings, true);
    return reader.judge(clock);
  }

  private SettingsReading judge(InstantSource clock) {
    requireConnection();
    requireAddress();
    boolean http = plainHttp();
    selectNodes();
    CertificateSource certificate = certificate(http);
    new GivenCertificate(flat.values(), findings).check(names(), clock);
    if (!findings.problems().isEmpty()) {
      return findings.refusal();
    }
    settle(http, certificate);
    NestedValues values = new NestedValues();
    flat.values().forEach((key, value) -> nest(values, key, value));
    if (!findings.problems().isEmpty()) {
      return findings.refusal();
    }
    return new SettingsReading.Accepted(settings(values, certificate), findings.warnings());
  }

  private SiteSettings settings(NestedValues values, CertificateSource certificate) {
    return new SiteSettings(
        values.toMap(),
        text(KnownSettings.ADDRESS),
        names(),
        certificate,
        isOn(KnownSettings.TRUST, true),
        isOn(KnownSettings.USE_SELECTOR, false),
        new VolumeSettings(
            text(KnownSettings.STORAGE_CLASS),
            flat.values().getOrDefault(KnownSettings.STORAGE, "500Gi"),
            flat.values().getOrDefault(KnownSettings.ACCESS_MODE, "ReadWriteOnce"),
            isOn(KnownSettings.RETAIN, false)));
  }

  /** What the chart has the site check its certificate for. */
  private Set<String> names() {
    String host = text(KnownSettings.LOGIN_SERVER).replaceFirst(":[0-9]+$", "");
    return Stream.of(text(KnownSettings.ADDRESS), host)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private void nest(NestedValues values, String key, String value) {
    if (!values.put(key, ValueForm.typed(key, value))) {
      findings.contradiction(
          key, "collides with a setting that holds it", "give the object or its parts, not both");
    }
  }

  private void requireConnection() {
    String text = text(KnownSettings.CONNECTION);
    if (text.isEmpty()) {
      missing(
          KnownSettings.CONNECTION,
          "print it with: outport connected-registry get-settings --generate-password 1");
      return;
    }
    try {
      ConnectionString.parse(text);
    } catch (Refusal refusal) {
      findings.problem(
          "InvalidConnectionString",
          KnownSettings.CONNECTION,
          String.valueOf(refusal.getMessage()),
          "then give it again in the protected settings");
    }
  }

  private void requireAddress() {
    boolean reported =
        findings.problems().stream().anyMatch(each -> each.where().equals(KnownSettings.ADDRESS));
    if (text(KnownSettings.ADDRESS).isEmpty() && !reported) {
      missing(
          KnownSettings.ADDRESS,
          "choose a free address of the cluster's service range and give"
              + " service.clusterIP=ADDRESS");
    }
  }

  private void missing(String key, String remedy) {
    findings.problem(Findings.MISSING, key, "is required and was not given", remedy);
  }

  /** Three spellings, two meanings; the chart knows {@code httpEnabled} alone. */
  private boolean plainHttp() {
    Optional<Boolean> http = find(KnownSettings.HTTP);
    Optional<Boolean> https = find(KnownSettings.HTTPS);
    if (http.isPresent() && http.equals(https)) {
      findings.contradiction(
          KnownSettings.HTTP,
          "httpEnabled and httpsEnabled are both %s, which are opposites".formatted(http.get()),
          "give one of them");
    }
    boolean plain = http.orElseGet(() -> !https.orElse(true));
    if (plain) {
      findings.warning(
          "PlainHttp",
          KnownSettings.HTTP,
          "the site serves without TLS: everybody on the way can read and change passwords and"
              + " content",
          "leave httpEnabled and httpsEnabled away to serve over TLS");
    }
    return plain;
  }

  /** Two spellings with opposite meanings; the chart knows {@code useNodeSelector} alone. */
  private void selectNodes() {
    Optional<Boolean> use = find(KnownSettings.USE_SELECTOR);
    Optional<Boolean> skip = find(KnownSettings.SKIP_SELECTOR);
    if (use.isPresent() && use.equals(skip)) {
      findings.contradiction(
          KnownSettings.USE_SELECTOR,
          "useNodeSelector and skipNodeSelector are both %s, which are opposites"
              .formatted(use.get()),
          "give one of them");
    }
    if (!isOn(KnownSettings.TRUST, true) && (use.isPresent() || skip.isPresent())) {
      findings.warning(
          "NoEffect",
          use.isPresent() ? KnownSettings.USE_SELECTOR : KnownSettings.SKIP_SELECTOR,
          "has no effect while trustDistribution.enabled is false",
          "leave it away, or set trustDistribution.enabled=true");
    }
  }

  private CertificateSource certificate(boolean http) {
    boolean secret = !text(KnownSettings.TLS_SECRET).isEmpty();
    boolean pair =
        Stream.of(KnownSettings.TLS_CERTIFICATE, KnownSettings.TLS_KEY, KnownSettings.TLS_AUTHORITY)
            .anyMatch(key -> !text(key).isEmpty());
    boolean asked = find(KnownSettings.CERT_MANAGER).orElse(false);
    boolean install = find(KnownSettings.CERT_MANAGER_INSTALL).orElse(false);
    boolean manager = isOn(KnownSettings.CERT_MANAGER, !(http || secret || pair));
    refuseContradictions(new Wishes(http, secret, pair, asked, install, manager));
    if (http) {
      return new CertificateSource.None();
    }
    if (secret) {
      return new CertificateSource.Secret(text(KnownSettings.TLS_SECRET));
    }
    return manager
        ? new CertificateSource.CertManaged(isOn(KnownSettings.CERT_MANAGER_INSTALL, true))
        : new CertificateSource.Given();
  }

  /** What of certificates is asked for, by word or by default ({@code manager}). */
  private record Wishes(
      boolean http, boolean secret, boolean pair, boolean asked, boolean install, boolean manager) {

    boolean given() {
      return secret || pair;
    }
  }

  private void refuseContradictions(Wishes wishes) {
    String without = "set cert-manager.enabled=false and cert-manager.install=false";
    if (wishes.install() && !wishes.manager()) {
      findings.contradiction(
          KnownSettings.CERT_MANAGER_INSTALL,
          "cert-manager is to be installed, but not to be used",
          "set cert-manager.enabled=true as well, or cert-manager.install=false");
    }
    if (wishes.http() && wishes.asked()) {
      findings.contradiction(
          KnownSettings.HTTP,
          "plain HTTP has no certificate that cert-manager could make",
          without);
    }
    if (wishes.http() && wishes.given()) {
      findings.contradiction(
          KnownSettings.HTTP,
          "plain HTTP has no use for tls.*",
          "leave tls.* away, or set httpEnabled=false");
    }
    if (wishes.asked() && wishes.given()) {
      findings.contradiction(
          KnownSettings.CERT_MANAGER,
          "the certificate is to come from cert-manager and from tls.* at once",
          without + ", or leave tls.* away");
    }
    if (wishes.secret() && wishes.pair()) {
      findings.contradiction(
          KnownSettings.TLS_SECRET,
          "names a secret, while tls.crt, tls.key or tls.cacrt is given too",
          "keep tls.secret alone, or the pair alone");
    }
    requirePair(
        wishes.pair() && !wishes.secret(), !wishes.http() && !wishes.given() && !wishes.manager());
  }

  private void requirePair(boolean pair, boolean nothing) {
    if (nothing) {
      findings.problem(
          Findings.MISSING,
          "tls",
          "no certificate: cert-manager is off and none was given",
          "give tls.secret, or tls.crt and tls.key, or set cert-manager.enabled=true");
    }
    if (!pair) {
      return;
    }
    Stream.of(KnownSettings.TLS_CERTIFICATE, KnownSettings.TLS_KEY)
        .filter(key -> text(key).isEmpty())
        .forEach(key -> missing(key, "give tls.crt and tls.key together, base64 of PEM files"));
  }

  /** Says what the chart would else take from its defaults, and only in the words that it knows. */
  private void settle(boolean http, CertificateSource certificate) {
    boolean manager = certificate instanceof CertificateSource.CertManaged;
    find(KnownSettings.SKIP_SELECTOR)
        .ifPresent(skip -> flat.values().put(KnownSettings.USE_SELECTOR, String.valueOf(!skip)));
    flat.values().remove(KnownSettings.SKIP_SELECTOR);
    flat.values().remove(KnownSettings.HTTPS);
    flat.values().put(KnownSettings.HTTP, String.valueOf(http));
    flat.values().put(KnownSettings.CERT_MANAGER, String.valueOf(manager));
    boolean install = manager && ((CertificateSource.CertManaged) certificate).install();
    flat.values().put(KnownSettings.CERT_MANAGER_INSTALL, String.valueOf(install));
  }

  private String text(String key) {
    return flat.values().getOrDefault(key, "");
  }

  private Optional<Boolean> find(String key) {
    return Optional.ofNullable(flat.values().get(key)).map(Boolean::parseBoolean);
  }

  private boolean isOn(String key, boolean otherwise) {
    return find(key).orElse(otherwise);
  }
}
