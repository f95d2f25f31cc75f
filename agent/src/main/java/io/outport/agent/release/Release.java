package io.outport.agent.release;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest revision of a release.
 *
 * @param mark null where no revision is the agent's; {@link ReleaseMark#NO_WISH} where others
 *     changed a release of the agent's
 * @param chartVersion of the chart that it is of
 * @param description Helm's words, such as why it failed
 * @param failures how many revisions failed since the last that did not, with this one
 * @param deployedBefore an older revision got through, so that it can be upgraded
 * @param changed when this revision was made
 */
public record Release(
    ReleaseName name,
    ReleaseStatus status,
    int revision,
    @Nullable ReleaseMark mark,
    String chartVersion,
    String description,
    int failures,
    boolean deployedBefore,
    Instant changed) {

  /** Whether this revision was made for the wish with this fingerprint. */
  public boolean isOf(String fingerprint) {
    return findMark().map(ReleaseMark::fingerprint).filter(fingerprint::equals).isPresent();
  }

  /** Whether it was made by others, who alone may change or remove it. */
  public boolean isForeign() {
    return mark == null;
  }

  /** Which wish it is of. */
  public Optional<ReleaseMark> findMark() {
    return Optional.ofNullable(mark);
  }
}
