package io.outport.hubapi.model;

import java.util.List;

/**
 * What a scrub found.
 *
 * @param blobs how many blobs were read
 * @param bytes how many bytes those were
 * @param damaged digests of blobs whose bytes were wrong; they were put aside
 * @param lost digests of blobs that a repository holds and the store does not
 */
public record ScrubResult(long blobs, long bytes, List<String> damaged, List<String> lost) {}
