package io.outport.agent.settings;

import io.outport.agent.problem.Problem;
import java.util.List;

/** What came of reading settings. */
public sealed interface SettingsReading {

  /** What somebody should look at, though it stops nothing. */
  List<Problem> warnings();

  /** They can be used. */
  record Accepted(SiteSettings settings, List<Problem> warnings) implements SettingsReading {
    /** Copies the list. */
    public Accepted {
      warnings = List.copyOf(warnings);
    }
  }

  /** They cannot be used, for all of these reasons. */
  record Refused(List<Problem> problems, List<Problem> warnings) implements SettingsReading {
    /** Copies the lists. */
    public Refused {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }
}
