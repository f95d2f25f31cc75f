/**
 * Blobs as files: {@link io.outport.registry.store.file.FileBlobStore} keeps each blob under its
 * digest and makes it visible by one rename, after its bytes are on the medium. {@code DESIGN.md}
 * beside this file shows the tree, the order of the syncs and what each crash point leaves.
 */
@NullMarked
package io.outport.registry.store.file;

import org.jspecify.annotations.NullMarked;
