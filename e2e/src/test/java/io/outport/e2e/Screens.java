package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What commands printed, as a page shows it between two comments. With {@code
 * -Doutport.screens=write} the page is given what was printed now.
 */
record Screens(Path page) {

  /** The screens of a page by its name in the repository. */
  static Screens of(String name) {
    return new Screens(Path.of("..").resolve(name));
  }

  /** Requires that the page shows this. */
  void shows(String screen, String printed) throws IOException {
    String text = Files.readString(page);
    Matcher place =
        Pattern.compile(
                "(?s)(<!-- screen: %s -->\\n)(.*?)(<!-- end of screen -->)".formatted(screen))
            .matcher(text);
    assertThat(place.find()).as("%s has a place for screen '%s'", page, screen).isTrue();
    String wanted = "```\n%s\n```\n".formatted(printed.strip());
    if (System.getProperty("outport.screens", "").equals("write")) {
      String written = place.group(1) + wanted + place.group(3);
      Files.writeString(
          page, text.substring(0, place.start()) + written + text.substring(place.end()));
      return;
    }
    assertThat(place.group(2))
        .as("screen '%s' of %s; -Doutport.screens=write writes it anew", screen, page)
        .isEqualTo(wanted);
  }
}
