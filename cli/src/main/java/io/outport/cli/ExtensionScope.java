package io.outport.cli;

import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where on its cluster an extension is installed. */
final class ExtensionScope {
  private static final List<String> SCOPES = List.of("cluster", "namespace");

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "cluster or namespace; the extension type's own choice if left out.")
  private @Nullable String scope;

  @Option(
      names = "--release-namespace",
      paramLabel = "NAMESPACE",
      description = "Namespace of the release; with --scope cluster alone.")
  private @Nullable String releaseNamespace;

  @Option(
      names = "--target-namespace",
      paramLabel = "NAMESPACE",
      description = "The one namespace of the extension; with --scope namespace alone.")
  private @Nullable String targetNamespace;

  /** The scope; null where the type is to choose. */
  Extension.@Nullable Scope read() {
    String wanted = scope == null ? "" : Choices.one("--scope", scope, SCOPES);
    if (releaseNamespace != null && !wanted.equals("cluster")) {
      throw usage("--release-namespace is for --scope cluster: add that, or leave it out");
    }
    if (targetNamespace != null && !wanted.equals("namespace")) {
      throw usage("--target-namespace is for --scope namespace: add that, or leave it out");
    }
    if (wanted.equals("namespace") && targetNamespace == null) {
      throw usage("--scope namespace needs --target-namespace: which one?");
    }
    return switch (wanted) {
      case "cluster" -> Extension.Scope.ofCluster(releaseNamespace);
      case "namespace" -> Extension.Scope.ofNamespace(targetNamespace);
      default -> null;
    };
  }

  private static Refusal usage(String words) {
    return new Refusal(Refusal.Exit.USAGE, words);
  }
}
