package io.outport.agent.preflight;

import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.SiteSettings;

/**
 * What is about to be installed or changed.
 *
 * @param classBefore the storage class that the settings named which worked last; empty for none
 */
public record PreflightInput(
    ReleaseName release, SiteSettings settings, ImageFacts image, String classBefore) {}
