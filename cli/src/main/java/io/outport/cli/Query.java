package io.outport.cli;

import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.jcf.JcfRuntime;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/** A JMESPath expression, which picks a part of a result. */
final class Query {
  private final String text;
  private final Expression<Object> expression;

  private Query(String text, Expression<Object> expression) {
    this.text = text;
    this.expression = expression;
  }

  /** What the expression picks of this document; null where that is nothing. */
  @Nullable JsonNode pick(JsonNode document) {
    Object plain = ControlJson.mapper().treeToValue(document, Object.class);
    try {
      Object picked = expression.search(plain);
      return picked == null ? null : ControlJson.mapper().valueToTree(picked);
    } catch (JmesPathException problem) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--query '%s' cannot be asked of this result: %s".formatted(text, words(problem)),
          problem);
    }
  }

  private static String words(JmesPathException problem) {
    return String.valueOf(problem.getMessage()).strip();
  }

  /** Reads the expression with the command line, before anything is done. */
  static final class Converter implements ITypeConverter<Query> {
    @Override
    public Query convert(String text) {
      try {
        return new Query(text, new JcfRuntime().compile(text));
      } catch (JmesPathException problem) {
        throw new TypeConversionException(
            "'%s' is not a JMESPath expression: %s; write it such as \"[].name\""
                .formatted(text, words(problem)));
      }
    }
  }
}
