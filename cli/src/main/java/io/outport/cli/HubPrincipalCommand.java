package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ServicePrincipal;
import io.outport.hubapi.model.ServicePrincipal.RoleAssignment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who may speak to a hub, and what each may do. */
@Command(
    name = "principal",
    description = "Principals: who may speak to the hub, and what each may do there.",
    subcommands = {
      HubPrincipalCommand.Create.class,
      HubPrincipalCommand.ListAll.class,
      HubPrincipalCommand.Show.class,
      HubPrincipalCommand.Update.class,
      HubPrincipalCommand.Rotate.class,
      HubPrincipalCommand.Delete.class
    })
public final class HubPrincipalCommand {
  private static final List<String> TITLES =
      List.of("Name", "Client id", "Roles", "Created (UTC)", "Expiry (UTC)");
  private static final List<String> SECRET_TITLES =
      List.of("Name", "Client id", "Secret", "Tenant id");

  /** The principal that a command is about. */
  static final class Name {
    @Option(
        names = {"-n", "--name"},
        required = true,
        paramLabel = "NAME",
        description = "Name of the principal: 5 to 50 letters, digits, '-' and '_'.")
    String value = "";
  }

  /** A role, and where it holds. */
  static final class Where {
    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description =
            "Owner (everything), Contributor (everything but principals) or Reader (looks only).")
    private String role = "";

    @Option(
        names = {"--scope", "--scopes"},
        arity = "1..*",
        paramLabel = "ID",
        description =
            "Where: resource ids, or names of connected registries; left out for the whole hub.")
    private List<String> scopes = List.of();

    void check() {
      role = Choices.one("--role", role, ServicePrincipal.ROLES);
    }

    List<RoleAssignment> roles(HubClient client) {
      return scopes.isEmpty()
          ? List.of(new RoleAssignment(role, client.principals().subscription()))
          : scopes.stream().map(scope -> new RoleAssignment(role, id(client, scope))).toList();
    }

    private static String id(HubClient client, String scope) {
      return scope.startsWith("/") ? scope : client.connectedRegistries().id(scope).toString();
    }
  }

  /** Makes one. */
  @Command(
      name = "create",
      description = "Make a principal; its secret is shown this once.",
      footer = {
        "",
        "Example, for a script that runs one site:",
        "  outport hub principal create -n shop1bot --role Contributor --scope shop1"
      })
  static final class Create implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Expiration expiration = new Expiration();

    @Mixin private final Where where = new Where();

    @Override
    public void run() {
      where.check();
      Instant expiry = expiration.at(Instant.now(), output);
      try (HubClient client = hub.open()) {
        if (client.principals().find(name.value).isPresent()) {
          throw new Refusal(
              Refusal.Exit.REJECTED,
              "principal '%s' exists already: make it a new secret with 'outport hub principal rotate', or choose another name"
                  .formatted(name.value));
        }
        ServicePrincipal made =
            client.principals().put(name.value, ServicePrincipal.of(where.roles(client), expiry));
        showSecret(output, made, hub.context());
      }
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "List the principals and their roles.")
  static final class ListAll implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        List<ServicePrincipal> all = client.principals().list();
        output.list(all, TITLES, all.stream().map(HubPrincipalCommand::row).toList());
      }
    }
  }

  /** Shows one. */
  @Command(name = "show", description = "Show one principal and its roles.")
  static final class Show implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();

    @Override
    public void run() {
      try (HubClient client = hub.open()) {
        ServicePrincipal found = require(client, name.value);
        output.show(found, TITLES, row(found));
      }
    }
  }

  /** Gives it other roles. */
  @Command(
      name = "update",
      description = "Give a principal another role, or elsewhere; its secret and expiry stay.",
      footer = {
        "",
        "Example, for a script that looks after two sites from now on:",
        "  outport hub principal update -n shop1bot --role Contributor --scope shop1 shop2"
      })
  static final class Update implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Where where = new Where();

    @Override
    public void run() {
      where.check();
      try (HubClient client = hub.open()) {
        Instant expiry = require(client, name.value).properties().expiry();
        ServicePrincipal changed =
            client.principals().put(name.value, ServicePrincipal.of(where.roles(client), expiry));
        output.show(changed, TITLES, row(changed));
      }
    }
  }

  private static ServicePrincipal require(HubClient client, String name) {
    return client
        .principals()
        .find(name)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.NOT_FOUND,
                    "there is no principal '%s': 'outport hub principal list' shows all"
                        .formatted(name)));
  }

  /** Makes a fresh secret. */
  @Command(
      name = "rotate",
      description = "Make a fresh secret, shown this once; the old one ends at once.")
  static final class Rotate implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Expiration expiration = new Expiration();
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    public void run() {
      Instant expiry = expiration.at(Instant.now(), output);
      confirmation.ask(
          "Make a new secret for principal '%s'? The one there stops working."
              .formatted(name.value));
      HubContext context = hub.context();
      try (HubClient client = hub.open()) {
        ServicePrincipal made = client.principals().rotate(name.value, expiry);
        showSecret(output, made, context);
        keepOwn(made, context);
      }
    }

    /** Who rotates the secret that this user signs in with would shut himself out. */
    private void keepOwn(ServicePrincipal made, HubContext context) {
      boolean own =
          context.clientId().equalsIgnoreCase(String.valueOf(made.properties().appId()))
              || context.clientId().equalsIgnoreCase(name.value);
      if (own) {
        Contexts contexts = Contexts.of(System.getenv());
        contexts.save(
            contexts
                .choose(context.name())
                .withSecret(String.valueOf(made.properties().secretText())));
        output.say("this is your own sign-in here: the new secret was kept for it");
      }
    }
  }

  /** Deletes one. */
  @Command(name = "delete", description = "Delete a principal; it is shut out at once.")
  static final class Delete implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final Name name = new Name();
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    public void run() {
      confirmation.ask("Delete principal '%s'?".formatted(name.value));
      try (HubClient client = hub.open()) {
        if (client.principals().find(name.value).isEmpty()) {
          output.say("there is no principal '%s'".formatted(name.value));
          return;
        }
        client.principals().delete(name.value);
        output.say("deleted principal '%s'".formatted(name.value));
      }
    }
  }

  private static void showSecret(Output output, ServicePrincipal made, HubContext context) {
    ServicePrincipal.Properties state = made.properties();
    output.show(
        made,
        SECRET_TITLES,
        List.of(
            String.valueOf(made.name()),
            String.valueOf(state.appId()),
            String.valueOf(state.secretText()),
            context.tenantId()));
    output.say("this secret is shown only now; sign in with it elsewhere:");
    output.say(
        "  outport login --hub %s -u %s -p SECRET --tenant %s"
            .formatted(context.endpoint(), state.appId(), context.tenantId()));
  }

  /** A resource's name; the hub's for the subscription, which is an id that nobody knows. */
  private static String place(String scope) {
    boolean whole = scope.lastIndexOf('/') == "/subscriptions".length();
    return whole ? "the hub" : SiteTable.lastPart(scope);
  }

  private static List<String> row(ServicePrincipal principal) {
    ServicePrincipal.Properties state = principal.properties();
    List<RoleAssignment> roles = Optional.ofNullable(state.roles()).orElse(List.of());
    return List.of(
        String.valueOf(principal.name()),
        String.valueOf(state.appId()),
        String.join(
            ", ", roles.stream().map(each -> each.role() + " of " + place(each.scope())).toList()),
        Times.local().cell(state.creationDate()),
        state.expiry() == null ? "never" : Times.local().cell(state.expiry()));
  }
}
