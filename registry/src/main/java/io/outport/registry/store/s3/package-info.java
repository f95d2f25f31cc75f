/**
 * Blobs as objects of a bucket: {@link io.outport.registry.store.s3.S3BlobStore} keeps each blob
 * under its digest and makes it visible by one request, after its digest matched. {@code DESIGN.md}
 * beside this file says what lies where, and what each failure leaves. Nothing outside of this
 * package knows the SDK, so that a registry without a bucket loads none of it.
 */
@NullMarked
package io.outport.registry.store.s3;

import org.jspecify.annotations.NullMarked;
