package io.outport.hub;

import io.outport.hubapi.client.HubContext;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A hub that was just made, with the secret that is shown this once.
 *
 * @param context what a command line needs to speak to it; holds the secret
 * @param principal the administrator's name; the context's client id is its GUID
 * @param caFingerprint {@code sha256:<hex>} of the CA; empty when publicly trusted
 * @param certificateExpiry when the server's certificate must have been renewed
 */
public record NewHub(
    Path data,
    HubContext context,
    String principal,
    String caFingerprint,
    Instant certificateExpiry) {}
