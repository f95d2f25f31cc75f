package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.ClientAccount.HashedPassword;
import io.outport.hubapi.gateway.ClientAccount.Rule;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.PasswordHash;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteAccountsTest {
  private static final RepositoryName APP = new RepositoryName("team/app");

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private final SiteAccounts accounts = new SiteAccounts(clock);

  @Test
  void grantsWhatTheRulesSay() {
    accounts.replace(List.of(client(true, password("secret", null), rule("team/*"))));

    Account account = accounts.authenticate("puller", "secret").orElseThrow();

    assertThat(account.allows(APP, RepositoryAction.CONTENT_READ)).isTrue();
    assertThat(account.allows(APP, RepositoryAction.CONTENT_DELETE)).isFalse();
    assertThat(account.allows(new RepositoryName("other"), RepositoryAction.CONTENT_READ))
        .isFalse();
  }

  @Test
  void refusesWrongPasswordsAndUnknownNames() {
    accounts.replace(List.of(client(true, password("secret", null), rule("*"))));

    assertThat(accounts.authenticate("puller", "Secret")).isEmpty();
    assertThat(accounts.authenticate("puller", "")).isEmpty();
    assertThat(accounts.authenticate("nobody", "secret")).isEmpty();
    assertThat(accounts.find("nobody")).isEmpty();
  }

  @Test
  void refusesADisabledAccountFromTheNextRequestOn() {
    accounts.replace(List.of(client(true, password("secret", null), rule("*"))));
    assertThat(accounts.find("puller")).isPresent();

    accounts.replace(List.of(client(false, password("secret", null), rule("*"))));

    assertThat(accounts.find("puller")).isEmpty();
    assertThat(accounts.authenticate("puller", "secret")).isEmpty();
  }

  @Test
  void refusesAPasswordFromItsExpiryOn() {
    Instant expiry = clock.instant().plusSeconds(60);
    accounts.replace(List.of(client(true, password("secret", expiry), rule("*"))));
    assertThat(accounts.authenticate("puller", "secret")).isPresent();

    clock.advance(Duration.ofSeconds(60));

    assertThat(accounts.authenticate("puller", "secret")).isEmpty();
    assertThat(accounts.find("puller")).isEmpty();
  }

  @Test
  void leavesOutWhatItDoesNotUnderstand() {
    accounts.replace(
        List.of(
            new ClientAccount(
                "puller",
                true,
                List.of(new HashedPassword("argon9$x", null), password("secret", null)),
                List.of(rule("NOT A PATTERN"), rule("team/app")))));

    Account account = accounts.authenticate("puller", "secret").orElseThrow();

    assertThat(account.rules()).hasSize(1);
  }

  @Test
  void aPasswordThatExpiredOutOfReachWorksUntilTheGraceEnds() {
    ParentContact contact = contact();
    var graced = new SiteAccounts(clock, new OfflineGrace(contact, Duration.ofDays(3)));
    Instant expiry = clock.instant().plus(Duration.ofHours(1));
    graced.replace(List.of(client(true, password("secret", expiry), rule("*"))));
    contact.heard();
    contact.lost();

    clock.advance(Duration.ofHours(71));
    assertThat(graced.authenticate("puller", "secret")).isPresent();
    assertThat(graced.find("puller")).isPresent();
    assertThat(graced.authenticate("puller", "another")).isEmpty();

    clock.advance(Duration.ofHours(1));
    assertThat(graced.authenticate("puller", "secret")).isEmpty();
    assertThat(graced.find("puller")).isEmpty();
  }

  @Test
  void theGraceEndsWithTheLinkEvenWhereTheParentRefuses() {
    ParentContact contact = contact();
    var graced = new SiteAccounts(clock, new OfflineGrace(contact, Duration.ofDays(3)));
    Instant expiry = clock.instant().plus(Duration.ofHours(1));
    graced.replace(List.of(client(true, password("secret", expiry), rule("*"))));
    contact.heard();
    contact.lost();
    clock.advance(Duration.ofHours(2));
    assertThat(graced.find("puller")).isPresent();

    contact.refused();

    assertThat(graced.find("puller")).isEmpty();
    contact.heard();
    contact.lost();
    assertThat(graced.find("puller")).as("it expired before the last contact").isEmpty();
  }

  @Test
  void theGraceGoesOnAfterARestart() {
    contact().heard();
    clock.advance(Duration.ofHours(2));
    var graced = new SiteAccounts(clock, new OfflineGrace(contact(), Duration.ofDays(3)));
    Instant expired = clock.instant().minus(Duration.ofHours(1));

    graced.replace(List.of(client(true, password("secret", expired), rule("*"))));

    assertThat(graced.find("puller")).isPresent();
  }

  @Test
  void thereIsNoGraceWhereTheLastContactIsUnknown() {
    var graced = new SiteAccounts(clock, new OfflineGrace(contact(), Duration.ofDays(3)));

    graced.replace(List.of(client(true, password("secret", clock.instant()), rule("*"))));

    assertThat(graced.find("puller")).isEmpty();
  }

  private ParentContact contact() {
    return ParentContact.open(DurableFile.open(folder.resolve("contact")), clock);
  }

  private static ClientAccount client(boolean enabled, HashedPassword password, Rule rule) {
    return new ClientAccount("puller", enabled, List.of(password), List.of(rule));
  }

  private static HashedPassword password(String text, @Nullable Instant expiry) {
    return new HashedPassword(PasswordHash.of(text, new SecureRandom()).toText(), expiry);
  }

  private static Rule rule(String pattern) {
    return new Rule(pattern, List.of("content/read", "gateway/unknown"));
  }
}
