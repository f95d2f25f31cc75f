package io.outport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Stack;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Rights at the gateway of a site's parent, as {@code --gateway NAME ACTION...} gives them. */
record GatewayGrant(String site, List<String> actions) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]{5,50}");

  /** The scope map's lines for this grant. */
  Stream<String> lines() {
    return actions.stream()
        .map(action -> "gateway/%s/%s".formatted(site.toLowerCase(Locale.ROOT), action));
  }

  /** Takes the site's name and all actions behind it, up to the next option. */
  static final class Consumer implements IParameterConsumer {
    // picocli hands over its own java.util.Stack.
    @SuppressWarnings("JdkObsolete")
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec argument, CommandSpec command) {
      List<String> words =
          GrantWords.take(arguments, argument, command, "connected registry", SiteScopes.GATEWAY);
      List<GatewayGrant> grants = new ArrayList<>();
      List<?> before = argument.getValue();
      if (before != null) {
        before.forEach(each -> grants.add((GatewayGrant) each));
      }
      grants.add(parse(words, command));
      argument.setValue(grants);
    }

    private static GatewayGrant parse(List<String> words, CommandSpec command) {
      if (!NAME.matcher(words.getFirst()).matches()) {
        throw new ParameterException(
            command.commandLine(),
            "'%s' is not a connected registry's name: 5 to 50 letters and digits"
                .formatted(words.getFirst()));
      }
      List<String> actions =
          words.subList(1, words.size()).stream()
              .map(each -> each.toLowerCase(Locale.ROOT))
              .toList();
      for (String action : actions) {
        if (!SiteScopes.GATEWAY.contains(action)) {
          throw GrantWords.unknown(action, SiteScopes.GATEWAY, command);
        }
      }
      return new GatewayGrant(words.getFirst(), actions);
    }
  }
}
