package io.outport.bench;

import io.outport.oci.model.Digest;
import java.nio.file.Path;

/** Bytes in a file, so that a gibibyte of them need not be in memory. */
record Blob(Path file, Digest digest, long size) {}
