/**
 * The vocabulary of the OCI image and distribution specifications (v1.1): values that were checked
 * once, at the border, and are right from then on. Nothing here touches disk, network or clock.
 */
@NullMarked
package io.outport.oci.model;

import org.jspecify.annotations.NullMarked;
