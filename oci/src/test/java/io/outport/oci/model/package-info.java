/** The vocabulary: what is accepted, what is refused, and in which words. */
@NullMarked
package io.outport.oci.model;

import org.jspecify.annotations.NullMarked;
