/**
 * Who may do what: accounts with their passwords, the scope grammar of registry tokens, and the
 * short-lived bearer tokens that carry a grant from one request to the next. No HTTP, no disk.
 */
@NullMarked
package io.outport.registry.auth;

import org.jspecify.annotations.NullMarked;
