package io.outport.cli;

import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Stack;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Rights on the repositories of a pattern, as {@code --repository PATTERN ACTION...} gives them.
 */
record Grant(RepositoryPattern pattern, List<RepositoryAction> actions) {

  /** The scope map's lines for this grant. */
  Stream<String> lines() {
    return actions.stream().map(action -> "repositories/%s/%s".formatted(pattern, action.label()));
  }

  /** Takes the pattern and all actions behind it, up to the next option. */
  static final class Consumer implements IParameterConsumer {
    // picocli hands over its own java.util.Stack.
    @SuppressWarnings("JdkObsolete")
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec argument, CommandSpec command) {
      List<String> words = GrantWords.take(arguments, argument, command, "repository", labels());
      List<Grant> grants = new ArrayList<>();
      List<?> before = argument.getValue();
      if (before != null) {
        before.forEach(each -> grants.add((Grant) each));
      }
      grants.add(parse(words, command));
      argument.setValue(grants);
    }

    private static Grant parse(List<String> words, CommandSpec command) {
      List<RepositoryAction> actions = new ArrayList<>();
      for (String label : words.subList(1, words.size())) {
        actions.add(
            RepositoryAction.find(label)
                .orElseThrow(() -> GrantWords.unknown(label, labels(), command)));
      }
      try {
        return new Grant(new RepositoryPattern(words.getFirst()), actions);
      } catch (OciException e) {
        throw new ParameterException(command.commandLine(), e.getMessage(), e);
      }
    }

    private static List<String> labels() {
      return Arrays.stream(RepositoryAction.values()).map(RepositoryAction::label).toList();
    }
  }
}
