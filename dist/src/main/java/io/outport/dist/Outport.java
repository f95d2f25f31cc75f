package io.outport.dist;

import io.outport.cli.AccountCommand;
import io.outport.cli.AcrCommand;
import io.outport.cli.ClusterCommand;
import io.outport.cli.CompletionCommand;
import io.outport.cli.ConfigCommand;
import io.outport.cli.ConnectedClusterCommand;
import io.outport.cli.ConnectedRegistryCommand;
import io.outport.cli.ExtensionCommand;
import io.outport.cli.ExtensionTypeCommand;
import io.outport.cli.LoginCommand;
import io.outport.cli.LogoutCommand;
import io.outport.cli.ProviderCommand;
import io.outport.cli.RolloutCommand;
import io.outport.cli.ScopeMapCommand;
import io.outport.cli.TokenCommand;
import io.outport.cli.WebhookCommand;
import io.outport.oci.client.OutwardProxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program: every command there is. */
@Command(
    name = "outport",
    versionProvider = Version.class,
    description = {
      "A self-hosted connected registry: one hub, many sites, thin links.",
      "",
      "See it work on this machine:   outport demo",
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (each takes --help):%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:an unexpected failure; say --verbose to see where",
      " 2:the command line, or a file named on it, is wrong",
      " 3:the data directory cannot be used",
      " 4:the parent or hub cannot be reached",
      " 5:the other side's certificate is not trusted",
      " 6:a name or password is wrong, or the right is missing",
      " 7:another instance holds the connected registry",
      " 8:the address to listen on is taken or not ours",
      " 9:our own certificate or key cannot be used",
      "10:the named resource does not exist",
      "11:the hub refused the request as it stands, or what it began has failed",
    })
@SuppressWarnings("UnusedVariable") // picocli looks at the options, we do not
public final class Outport {
  private static final String COMPLETION = "completion";

  private static final List<Map.Entry<String, Supplier<Object>>> COMMANDS =
      List.of(
          entry("demo", DemoCommand::new),
          entry("hub", HubCommand::new),
          entry("edge", EdgeCommand::new),
          entry("trust", TrustCommand::new),
          entry("agent", AgentCommand::new),
          entry("connected-registry", ConnectedRegistryCommand::new),
          entry("cluster", ClusterCommand::new),
          entry("k8s-extension", ExtensionCommand::new),
          entry("rollout", RolloutCommand::new),
          entry("extension-types", ExtensionTypeCommand::new),
          entry("token", TokenCommand::new),
          entry("scope-map", ScopeMapCommand::new),
          entry("webhook", WebhookCommand::new),
          entry("acr", AcrCommand::new),
          entry("connectedk8s", ConnectedClusterCommand::new),
          entry("provider", ProviderCommand::new),
          entry("login", LoginCommand::new),
          entry("logout", LogoutCommand::new),
          entry("account", AccountCommand::new),
          entry("config", ConfigCommand::new),
          entry(COMPLETION, CompletionCommand::new),
          entry("image", ImageCommand::new),
          entry("rehearse", RehearseCommand::new));

  private static final Map<String, Supplier<Object>> SERVERS =
      Map.of(
          "hub serve", HubCommand.Serve::new,
          "edge serve", EdgeCommand.Serve::new,
          "agent run", AgentCommand.Run::new);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show each call to a hub, and where an unexpected failure came from.")
  private boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "As --verbose, and show what the calls say; never a secret.")
  private boolean debug;

  private Outport() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    // Before any client is made: the agent's own for its cluster would be the first.
    OutwardProxy.allowSignIn();
    System.exit(commandLine(arguments).execute(arguments));
  }

  static CommandLine commandLine() {
    Outport root = new Outport();
    CommandLine line = new CommandLine(root);
    COMMANDS.forEach(each -> line.addSubcommand(each.getValue().get()));
    return set(line, root);
  }

  /**
   * The commands that these words can mean. A server's start need not wait until the options of all
   * others are read, which takes as long as the opening of its stores.
   */
  static CommandLine commandLine(String... arguments) {
    return server(arguments)
        .map(server -> serverLine(arguments[0], server.get()))
        .or(() -> only(arguments))
        .orElseGet(() -> commandLine());
  }

  /** A command that is named whole needs no others; what completes all of them does. */
  private static Optional<CommandLine> only(String... arguments) {
    if (arguments.length == 0 || arguments[0].equals(COMPLETION)) {
      return Optional.empty();
    }
    return COMMANDS.stream()
        .filter(each -> each.getKey().equals(arguments[0]))
        .findFirst()
        .map(
            each -> {
              Outport root = new Outport();
              CommandLine line = new CommandLine(root);
              return set(line.addSubcommand(each.getValue().get()), root);
            });
  }

  private static Map.Entry<String, Supplier<Object>> entry(String name, Supplier<Object> command) {
    return Map.entry(name, command);
  }

  private static Optional<Supplier<Object>> server(String... arguments) {
    return arguments.length < 2
        ? Optional.empty()
        : Optional.ofNullable(SERVERS.get(arguments[0] + " " + arguments[1]));
  }

  private static CommandLine serverLine(String group, Object server) {
    Outport root = new Outport();
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new CommandLine(CommandSpec.create().name(group)).addSubcommand(server));
    return set(line, root);
  }

  private static CommandLine set(CommandLine line, Outport root) {
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(true)
        .setParameterExceptionHandler(new UsageProblems())
        .setExecutionExceptionHandler(new FailureReport(() -> root.verbose || root.debug));
    return line;
  }
}
