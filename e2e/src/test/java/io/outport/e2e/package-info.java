/** Black-box scenarios: our processes and foreign clients, driven by their command lines alone. */
@NullMarked
package io.outport.e2e;

import org.jspecify.annotations.NullMarked;
