package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.release.ReleaseName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Nodes that pull at the speed of the test. */
final class PlayedImages implements NodeImages {
  /** How the image comes. */
  Health health = new Health.Ready();

  /** What was asked for, each once. */
  final List<Image> asked = new ArrayList<>();

  private Optional<Image> begun = Optional.empty();

  @Override
  public boolean isComing(ReleaseName release, Image image) {
    return begun.filter(image::equals).isPresent() && !(health instanceof Health.Ready);
  }

  @Override
  public Health bring(ReleaseName release, Image image) {
    if (!asked.contains(image)) {
      asked.add(image);
    }
    begun = Optional.of(image);
    return health;
  }

  @Override
  public void clear(ReleaseName release) {
    begun = Optional.empty();
  }

  boolean isClear() {
    return begun.isEmpty();
  }
}
