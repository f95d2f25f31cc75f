/**
 * The client's side of the OCI distribution specification (v1.1): one class per endpoint, and one
 * caller, {@link io.outport.oci.client.EndpointCaller}, that owns authentication, redirects,
 * retries and errors. It touches the network only; what it reads is bounded, and a credential
 * leaves it only towards the registry's own origin or the one realm configured for it.
 */
@NullMarked
package io.outport.oci.client;

import org.jspecify.annotations.NullMarked;
