/** What clusters should run: extensions, their settings and the versions of their charts. */
@NullMarked
package io.outport.hub.extension;

import org.jspecify.annotations.NullMarked;
