package io.outport.hubapi.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for fresh passwords of a token, which end the old ones in the same slots.
 *
 * @param name {@code password1} or {@code password2}; null for both
 * @param expiry null for passwords that do not expire
 */
public record GenerateCredentials(
    String tokenId, @Nullable String name, @Nullable Instant expiry) {}
