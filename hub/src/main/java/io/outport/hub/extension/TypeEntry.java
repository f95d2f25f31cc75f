package io.outport.hub.extension;

/**
 * An extension type that people have added.
 *
 * @param chartRepository such as {@code charts/cert-manager}
 */
record TypeEntry(
    String name, String chartRepository, String defaultReleaseNamespace, boolean clusterScoped) {}
