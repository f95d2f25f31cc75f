package io.outport.cli.settings;

import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLReadFeature;

/** One document of settings; nested objects become dotted keys, values the texts as written. */
final class SettingsDocument {
  private static final int MAX_DEPTH = 32;

  /** How the names of those settings end that are lists. */
  private static final String LIST = "tolerations";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(YAMLReadFeature.EMPTY_STRING_AS_NULL).build();

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,18})(\\.\\d{1,18})?([eE][-+]?\\d{1,3})?");

  /** The library's own location is that of the last good token; its words know better. */
  private static final Pattern PLACE = Pattern.compile("(?m)^ in reader, line (\\d{1,7}), column");

  private final String text;
  private final SettingsProblems problems;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Deque<String> path = new ArrayDeque<>();

  SettingsDocument(String text, SettingsProblems problems) {
    this.text = text;
    this.problems = problems;
  }

  Map<String, String> read() {
    if (!beginsAsJson()) {
      return readYaml();
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      return read(parser);
    } catch (JacksonException json) {
      settings.clear();
      path.clear();
      // YAML has braces, too, and lets the quotes be left out.
      return tryYaml(json);
    }
  }

  private Map<String, String> readYaml() {
    try (JsonParser parser =
        YAML.createParser(ObjectReadContext.empty(), new WholeCharacters(text))) {
      return read(parser);
    } catch (JacksonException yaml) {
      throw problems.at(line(yaml), yamlWords(line(yaml)));
    }
  }

  private Map<String, String> tryYaml(JacksonException json) {
    try (JsonParser parser =
        YAML.createParser(ObjectReadContext.empty(), new WholeCharacters(text))) {
      return read(parser);
    } catch (JacksonException yaml) {
      throw problems.at(
          line(json),
          "this is neither JSON nor YAML: between { and } each key and value stands in straight"
              + " double quotes, with a comma between entries, as in {\"tls\": {\"secret\":"
              + " \"NAME\"}}; or leave the braces out and write YAML, as in tls.secret: NAME");
    }
  }

  private boolean beginsAsJson() {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .filter(line -> line.startsWith("{") || line.startsWith("["))
        .isPresent();
  }

  private String yamlWords(int line) {
    String at = text.lines().skip(line - 1L).findFirst().orElse("");
    if (at.substring(0, at.length() - at.stripLeading().length()).contains("\t")) {
      return "YAML is indented with spaces, and here is a tab: replace it";
    }
    return "this is not YAML: write KEY: VALUE, with a space behind the colon, what belongs to a"
        + " key below it and indented by two spaces, and quotes around a value with special"
        + " characters";
  }

  /** Reads the one object, without recursion; the parser's own failures pass through. */
  private Map<String, String> read(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return settings;
    }
    if (first != JsonToken.START_OBJECT) {
      throw problems.at(
          line(parser), "settings are keys with values: write KEY: VALUE, or {\"KEY\": \"VALUE\"}");
    }
    String key = "";
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      switch (token) {
        case PROPERTY_NAME -> key = name(parser);
        case START_OBJECT -> open(key, parser);
        case END_OBJECT -> path.pollLast();
        case START_ARRAY -> putList(dotted(key), parser);
        case VALUE_NULL -> throw noValue(dotted(key), parser);
        default -> put(dotted(key), parser);
      }
      if (token == JsonToken.END_OBJECT && parser.streamReadContext().inRoot()) {
        requireEnd(parser);
        return settings;
      }
    }
    throw problems.at(line(parser), "the document ends too early: a } is missing");
  }

  private void open(String key, JsonParser parser) {
    path.addLast(key);
    if (path.size() >= MAX_DEPTH) {
      throw problems.at(
          line(parser), "more than %d levels: write dotted keys instead".formatted(MAX_DEPTH));
    }
  }

  private String name(JsonParser parser) {
    String name = parser.currentName();
    if (name.isBlank() || !name.equals(name.strip()) || name.chars().anyMatch(c -> c < ' ')) {
      throw problems.at(
          line(parser), "a key is empty, or has blanks around it: write it such as tls.secret");
    }
    return name;
  }

  private void put(String key, JsonParser parser) {
    refuseAlias(key, parser);
    put(key, parser.getString(), parser);
  }

  /** The chart's lists are given as JSON texts; a list of a file is that text. */
  private void putList(String key, JsonParser parser) {
    if (!key.endsWith(LIST)) {
      throw problems.at(
          line(parser),
          "'%s' is a list, which no setting but %s is: write one text".formatted(key, LIST));
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      copyList(key, parser, json);
    }
    put(key, text.toString(), parser);
  }

  /** To the list's end, without recursion. */
  private void copyList(String key, JsonParser parser, JsonGenerator json) {
    int depth = 0;
    for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
      refuseAlias(key, parser);
      copy(token, parser, json);
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return;
      }
    }
  }

  /** Numbers as they are written; those that JSON does not know are texts. */
  private static void copy(JsonToken token, JsonParser parser, JsonGenerator json) {
    boolean number = token.isNumeric() && NUMBER.matcher(parser.getString()).matches();
    if (number) {
      json.writeNumber(parser.getString());
    } else if (token.isNumeric() || token == JsonToken.VALUE_EMBEDDED_OBJECT) {
      json.writeString(parser.getString());
    } else {
      json.copyCurrentEvent(parser);
    }
  }

  private void refuseAlias(String key, JsonParser parser) {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw problems.at(
          line(parser), "'%s' is a YAML alias (*): write the value itself".formatted(key));
    }
  }

  private void put(String key, String value, JsonParser parser) {
    if (settings.putIfAbsent(key, value) != null) {
      throw problems.at(line(parser), "'%s' is given a second time: keep one".formatted(key));
    }
  }

  /** A key of the tutorial's {@code tls:} with its values beside it, not below it. */
  private RuntimeException noValue(String key, JsonParser parser) {
    return problems.at(
        line(parser),
        "'%s' has no value: indent what belongs to it by two spaces, or give a text (\"\" for none)"
            .formatted(key));
  }

  private void requireEnd(JsonParser parser) {
    if (parser.nextToken() != null) {
      throw problems.at(line(parser), "a second document begins here: keep one in the file");
    }
  }

  private String dotted(String key) {
    return path.isEmpty() ? key : String.join(".", path) + "." + key;
  }

  private static int line(JsonParser parser) {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private static int line(JacksonException problem) {
    Matcher places = PLACE.matcher(String.valueOf(problem.getMessage()));
    int line = 0;
    while (places.find()) {
      line = Integer.parseInt(places.group(1));
    }
    TokenStreamLocation location = problem.getLocation();
    int token = location == null ? 1 : location.getLineNr();
    return Math.max(1, line > 0 ? line : token);
  }
}
