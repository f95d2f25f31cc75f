package io.outport.registry.upkeep;

import io.outport.registry.content.MissingContent;
import java.util.OptionalLong;

/**
 * How a registry keeps its content.
 *
 * @param missingContent what happens to a pushed manifest whose content is not all there
 * @param freeSpaceFloor bytes of the volume that writes leave free; by its size where empty
 * @param upkeep when garbage is collected and blobs are scrubbed
 */
public record ContentSettings(
    MissingContent missingContent, OptionalLong freeSpaceFloor, UpkeepSettings upkeep) {
  /** The choices of a fresh installation. */
  public static final ContentSettings DEFAULT =
      new ContentSettings(MissingContent.DEFAULT, OptionalLong.empty(), UpkeepSettings.DEFAULT);
}
