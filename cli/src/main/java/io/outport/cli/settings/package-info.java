/** Extension settings as people write them, in words and files, read into flat keys and texts. */
@NullMarked
package io.outport.cli.settings;

import org.jspecify.annotations.NullMarked;
