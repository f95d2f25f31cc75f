package io.outport.bench;

import io.outport.oci.model.Digest;

/**
 * One request under one load.
 *
 * @param status the right answer's
 * @param body the digest of the right answer's body
 */
record Case(
    String label, Request request, int status, Digest body, int connections, LoadClient client) {}
