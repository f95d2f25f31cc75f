package io.outport.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what has a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Print a script that has your shell complete commands and options.",
    footer = {
      "",
      "For this shell:   source <(outport completion bash)",
      "For ever:         outport completion bash >"
          + " ~/.local/share/bash-completion/completions/outport",
      "For zsh:          source <(outport completion zsh)     (in ~/.zshrc)"
    })
public final class CompletionCommand implements Runnable {
  /** The shells that are known; the script serves both. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec;

  /** Made by picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  public CompletionCommand() {}

  @Override
  public void run() {
    String script = AutoComplete.bash(spec.root().name(), spec.root().commandLine());
    String all =
        shell == Shell.ZSH
            ? "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                + script
            : script;
    spec.commandLine().getOut().print(all);
    spec.commandLine().getOut().flush();
  }
}
