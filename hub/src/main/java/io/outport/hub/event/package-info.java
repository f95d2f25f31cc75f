/**
 * Tells the world of changes of content: webhooks (where they go, what was delivered, what could
 * not be) and what connected registries report of theirs.
 *
 * <p>There is no queue of events. The history of the registry is the queue, each webhook has a
 * durable place in it ({@link io.outport.hub.event.WebhookStore}), and a place moves only once
 * everything before it was delivered or put on the dead-letter list: so nothing is lost by a crash,
 * and a receiver that is slow or gone costs neither memory nor anybody else's time.
 */
@NullMarked
package io.outport.hub.event;

import org.jspecify.annotations.NullMarked;
