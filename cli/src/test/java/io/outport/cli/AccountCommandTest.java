package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in, the hubs that are known, and what is wanted of every command. */
final class AccountCommandTest {
  @TempDir private Path folder;
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    Files.deleteIfExists(config());
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
    Files.deleteIfExists(config());
  }

  @Test
  void signsInAndRemembersTheHub() throws IOException {
    Path ca = Files.writeString(folder.resolve("ca.crt"), hub.context().caPem());

    Ran ran =
        run(
            new LoginCommand(),
            "--service-principal",
            "--hub",
            hub.context().endpoint().getAuthority(),
            "-u",
            "bot",
            "-p",
            "bot-secret",
            "--ca-file",
            ca.toString(),
            "--yes");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("myhub", "bot", "subscription").doesNotContain("bot-secret");
    HubContext kept = Contexts.of(System.getenv()).choose("");
    assertThat(kept.clientId()).isEqualTo("bot");
    assertThat(kept.clientSecret()).isEqualTo("bot-secret");
    assertThat(kept.tenantId()).isEqualTo("tenant");
    assertThat(kept.resourceGroup()).isEqualTo("group");
    assertThat(again(new TokenCommand(), "list").exit()).isZero();
  }

  /** The administrator of a hub that was just made is kept under the hub's name. */
  @Test
  void replacesAnotherSignInOnlyWhenThatIsConfirmed() throws IOException {
    Path ca = Files.writeString(folder.resolve("ca.crt"), hub.context().caPem());
    String[] words = {
      "--hub",
      hub.context().endpoint().toString(),
      "-u",
      "bot",
      "-p",
      "s",
      "--ca-file",
      ca.toString(),
      "--name",
      "asbot"
    };

    Ran unasked = run(new LoginCommand(), Arrays.copyOf(words, 8));
    Ran beside = again(new LoginCommand(), words);

    assertThat(unasked.words()).contains("'client'", "--name", "--yes");
    assertThat(beside.exit()).isZero();
    assertThat(Contexts.of(System.getenv()).choose("myhub").clientId()).isEqualTo("client");
    assertThat(Contexts.of(System.getenv()).choose("").clientId()).isEqualTo("bot");
  }

  @Test
  void saysHowToTrustAHub() throws IOException {
    Ran ran =
        run(new LoginCommand(), "--hub", hub.context().endpoint().toString(), "-u", "b", "-p", "s");

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.UNTRUSTED.code());
    assertThat(ran.words()).contains("tls/ca.crt", "--ca-file");
  }

  @Test
  void refusesAnAddressThatIsNone() throws IOException {
    for (String address : new String[] {"http://hub", "https://hub/path", "not an address", ""}) {
      Ran ran = run(new LoginCommand(), "--hub", address, "-u", "b", "-p", "s");

      assertThat(ran.exit()).as(address).isEqualTo(2);
    }
  }

  @Test
  void choosesOneHubOfSeveral() throws IOException {
    run(new AccountCommand(), "list");
    HubContext first = hub.context();
    Contexts.of(System.getenv()).save(named(first, "other1"));

    assertThat(again(new AccountCommand(), "show").words()).contains("several", "account set");
    assertThat(again(new AccountCommand(), "set", "-n", "OTHER1").exit()).isZero();
    assertThat(again(new AccountCommand(), "show").out()).contains("other1", "yes");
    assertThat(
            again(new AccountCommand(), "list", "-o", "tsv", "--query", "[?isDefault].name")
                .out()
                .strip())
        .isEqualTo("other1");
    assertThat(again(new AccountCommand(), "set", "-n", "third").words())
        .contains("'third'", "myhub");
    assertThat(again(new TokenCommand(), "list", "-r", "myhub").exit()).isZero();
  }

  @Test
  void takesALoginServerForAName() throws IOException {
    assertThat(
            run(new TokenCommand(), "list", "-r", hub.context().endpoint().getAuthority()).exit())
        .isZero();
  }

  @Test
  void forgetsAHubOnceThatIsConfirmed() throws IOException {
    Ran unasked = run(new LogoutCommand());
    Ran done = run(new LogoutCommand(), "--yes");

    assertThat(unasked.words()).contains("--yes");
    assertThat(done.exit()).isZero();
    assertThat(again(new TokenCommand(), "list").words())
        .contains("no hub is known", "outport login");
  }

  @Test
  void keepsAPreferredShape() throws IOException {
    run(new ConfigCommand(), "set", "core.output=JSON");

    assertThat(again(new ConfigCommand(), "get").out()).startsWith("{").contains("\"output\"");
    assertThat(again(new ConfigCommand(), "get", "-o", "table").out()).contains("output  JSON");
    assertThat(again(new ConfigCommand(), "unset", "output").exit()).isZero();
    assertThat(again(new ConfigCommand(), "get").lines()).hasSize(1);
  }

  @Test
  void refusesSettingsThatThereAreNot() throws IOException {
    assertThat(run(new ConfigCommand(), "set", "colour=red").words())
        .contains("'colour'", "output");
    assertThat(run(new ConfigCommand(), "set", "output").words()).contains("KEY=VALUE");
    assertThat(run(new ConfigCommand(), "set", "output=xml").words()).contains("'xml'", "yaml");
  }

  @Test
  void makesListsRotatesAndDeletesPrincipals() throws IOException {
    Ran made =
        run(
            new HubPrincipalCommand(),
            "create",
            "-n",
            "shop1bot",
            "--role",
            "contributor",
            "--scope",
            "shop1");

    assertThat(made.out()).contains("shop1bot", "app-shop1bot", "secret-of-shop1bot");
    assertThat(made.err()).contains("outport login --hub", "-u app-shop1bot");
    assertThat(hub.sentTo("principals/shop1bot").at("/properties/roles/0/role").asString())
        .isEqualTo("Contributor");
    assertThat(hub.sentTo("principals/shop1bot").at("/properties/roles/0/scope").asString())
        .endsWith("/connectedRegistries/shop1");
    assertThat(
            run(new HubPrincipalCommand(), "create", "-n", "shop1bot", "--role", "Reader").words())
        .contains("exists already", "rotate");
    assertThat(run(new HubPrincipalCommand(), "create", "-n", "other", "--role", "Boss").words())
        .contains("'Boss'", "Owner, Contributor or Reader");
    assertThat(run(new HubPrincipalCommand(), "list").out()).contains("Contributor of shop1");
    assertThat(run(new HubPrincipalCommand(), "show", "-n", "shop1bot").out())
        .contains("Contributor of shop1");
    assertThat(run(new HubPrincipalCommand(), "update", "-n", "shop1bot", "--role", "reader").out())
        .contains("Reader of the hub");
    assertThat(run(new HubPrincipalCommand(), "show", "-n", "nobody1").words())
        .contains("there is no principal 'nobody1'");
    assertThat(
            run(new HubPrincipalCommand(), "update", "-n", "nobody1", "--role", "Reader").words())
        .contains("there is no principal 'nobody1'");
    assertThat(run(new HubPrincipalCommand(), "rotate", "-n", "shop1bot").words())
        .contains("--yes");
    assertThat(run(new HubPrincipalCommand(), "rotate", "-n", "shop1bot", "-y").out())
        .contains("secret-of-shop1bot");
    assertThat(run(new HubPrincipalCommand(), "delete", "-n", "shop1bot", "-y").err())
        .contains("deleted principal");
  }

  @Test
  void keepsTheNewSecretOfItsOwnSignIn() throws IOException {
    run(new HubPrincipalCommand(), "create", "-n", "client", "--role", "Owner");

    Ran ran = again(new HubPrincipalCommand(), "rotate", "-n", "client", "-y");

    assertThat(ran.err()).contains("your own sign-in");
    assertThat(Contexts.of(System.getenv()).choose("").clientSecret())
        .isEqualTo("secret-of-client");
  }

  private Ran run(Object command, String... words) throws IOException {
    return Ran.with(hub.context(), command, words);
  }

  /** With what is known already. */
  private static Ran again(Object command, String... words) {
    return Ran.of(command, words);
  }

  private static HubContext named(HubContext context, String name) {
    return new HubContext(
        name,
        context.endpoint(),
        context.tenantId(),
        "another",
        context.resourceGroup(),
        context.registry(),
        context.clientId(),
        context.clientSecret(),
        context.caPem());
  }

  private static Path config() {
    return Path.of(System.getenv("OUTPORT_CONFIG_DIR"), "config");
  }
}
