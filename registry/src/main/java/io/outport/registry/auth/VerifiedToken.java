package io.outport.registry.auth;

import java.time.Instant;

/** What a bearer token says, after its signature, audience and time were checked. */
public record VerifiedToken(String account, Instant expiresAt, TokenAccess access) {}
