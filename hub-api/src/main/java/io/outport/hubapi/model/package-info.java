/** The control API's resources as values, in the shape of Azure Resource Manager. */
@NullMarked
package io.outport.hubapi.model;

import org.jspecify.annotations.NullMarked;
