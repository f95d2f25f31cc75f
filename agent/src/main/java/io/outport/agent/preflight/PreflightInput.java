package io.outport.agent.preflight;

import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.SiteSettings;

/** What is about to be installed or changed. */
public record PreflightInput(ReleaseName release, SiteSettings settings, ImageFacts image) {}
