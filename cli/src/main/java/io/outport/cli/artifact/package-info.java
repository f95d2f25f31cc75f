/** What is published: charts, images in OCI layouts, and how they are pushed and copied. */
@NullMarked
package io.outport.cli.artifact;

import org.jspecify.annotations.NullMarked;
