/**
 * Outport's own container image, made from scratch: the few shared libraries that a Java runtime
 * needs, a runtime with only the modules in use, other people's jars, and ours. No base image, no
 * time stamps, no names of the machine: two builds of the same inputs have one digest.
 */
@NullMarked
package io.outport.dist.image;

import org.jspecify.annotations.NullMarked;
