/**
 * What a registry keeps and the laws it keeps it by: pure logic on two ports, {@link
 * io.outport.registry.content.BlobStore} for bytes and {@link
 * io.outport.registry.content.MetadataStore} for what the bytes mean. No HTTP, no disk, no SQL.
 */
@NullMarked
package io.outport.registry.content;

import org.jspecify.annotations.NullMarked;
