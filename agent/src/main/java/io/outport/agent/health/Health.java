package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.List;

/** How a release is. */
public sealed interface Health {

  /** All of it runs. */
  record Ready() implements Health {}

  /** It is on its way; nothing is known to be wrong. */
  record Starting(String words) implements Health {}

  /** It does not get there by itself, or not soon. */
  record Broken(List<Problem> problems) implements Health {
    /** Copies the list. */
    public Broken {
      problems = List.copyOf(problems);
    }
  }
}
