/** The site's HTTPS port. */
@NullMarked
package io.outport.edge.http;

import org.jspecify.annotations.NullMarked;
