/**
 * A cluster's agent: learns from the hub which extensions its cluster should have, compares, and
 * installs, upgrades, rolls back or removes their Helm releases. What it decides is pure and lies
 * in {@code settings}, {@code preflight} and {@code reconcile}; the Kubernetes API is behind {@code
 * kubernetes}, Helm behind {@code helm}. {@code DESIGN.md} of this module says how they fit.
 */
@NullMarked
package io.outport.agent;

import org.jspecify.annotations.NullMarked;
