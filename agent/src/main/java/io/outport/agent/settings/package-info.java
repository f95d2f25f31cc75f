/**
 * The settings of an extension of the type connected-registry: from the flat keys that people type,
 * in all their spellings (reference, section 5), to the values that the chart takes. Pure.
 */
@NullMarked
package io.outport.agent.settings;

import org.jspecify.annotations.NullMarked;
