/** Tests of accounts, passwords, scopes and tokens. */
@NullMarked
package io.outport.registry.auth;

import org.jspecify.annotations.NullMarked;
