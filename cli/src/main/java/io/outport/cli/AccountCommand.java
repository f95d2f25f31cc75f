package io.outport.cli;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The hubs that are known on this machine. */
@Command(
    name = "account",
    description = "The hubs that this user can speak to, and which one is meant.",
    subcommands = {
      AccountCommand.Show.class,
      AccountCommand.ListAll.class,
      AccountCommand.Choose.class
    })
public final class AccountCommand {
  static final List<String> TITLES =
      List.of("Name", "Endpoint", "Principal", "Subscription id", "Tenant id", "Default");

  /** The hub that commands speak to. */
  @Command(name = "show", description = "Show the hub that commands speak to.")
  static final class Show implements Runnable {
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      HubContext context = Contexts.of(System.getenv()).choose("");
      output.show(view(context, true), TITLES, row(context, true));
    }
  }

  /** All of them. */
  @Command(name = "list", description = "List the hubs that are known here.")
  static final class ListAll implements Runnable {
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      List<HubContext> all = Contexts.of(System.getenv()).all();
      String chosen = Preferences.of(System.getenv()).get(Preferences.HUB);
      output.list(
          all.stream().map(each -> view(each, isMeant(each, all, chosen))).toList(),
          TITLES,
          all.stream().map(each -> row(each, isMeant(each, all, chosen))).toList());
      if (all.isEmpty()) {
        output.say("no hub is known here: sign in with 'outport login'");
      }
    }

    private static boolean isMeant(HubContext each, List<HubContext> all, String chosen) {
      return all.size() == 1 || each.name().equalsIgnoreCase(chosen);
    }
  }

  /** Chooses one. */
  @Command(name = "set", description = "Choose the hub that is meant where no -r names one.")
  static final class Choose implements Runnable {
    @Mixin private final Output output = new Output();

    @Option(
        names = {"-n", "--name", "-s", "--subscription"},
        required = true,
        paramLabel = "HUB",
        description = "Its name, or its subscription's id.")
    private String name = "";

    @Override
    public void run() {
      List<HubContext> all = Contexts.of(System.getenv()).all();
      HubContext chosen =
          all.stream()
              .filter(
                  each ->
                      each.name().equalsIgnoreCase(name)
                          || each.subscriptionId().equalsIgnoreCase(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Refusal(
                          Refusal.Exit.NOT_FOUND,
                          "no hub '%s' is known here; known are %s"
                              .formatted(name, all.stream().map(HubContext::name).toList())));
      Preferences.of(System.getenv()).set(Preferences.HUB, chosen.name());
      output.say("commands speak to hub '%s' now".formatted(chosen.name()));
    }
  }

  /** Without the secret (law L10). */
  static Map<String, Object> view(HubContext context, boolean isDefault) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", context.name());
    view.put("id", context.subscriptionId());
    view.put("tenantId", context.tenantId());
    view.put("endpoint", context.endpoint().toString());
    view.put("registry", context.registry());
    view.put("resourceGroup", context.resourceGroup());
    view.put("user", Map.of("name", context.clientId(), "type", "servicePrincipal"));
    view.put("isDefault", isDefault);
    return view;
  }

  static List<String> row(HubContext context, boolean isDefault) {
    return List.of(
        context.name(),
        context.endpoint().toString(),
        context.clientId(),
        context.subscriptionId(),
        context.tenantId(),
        isDefault ? "yes" : "-");
  }
}
