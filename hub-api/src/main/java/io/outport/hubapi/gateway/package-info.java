/**
 * What a site says to its parent and hears from it: JSON over HTTPS below {@code
 * /gateway/v1/sites/{name}}, signed in with the sync token (Basic) and naming the running instance
 * in the {@code Outport-Instance} header.
 *
 * <table>
 *   <caption>The whole protocol</caption>
 *   <tr><th>Call</th><th>Asks</th><th>Answers</th></tr>
 *   <tr><td>{@code POST …/activation}</td><td>{@link ActivationRequest}</td>
 *       <td>{@link SiteConfiguration}, or 409 {@code ALREADY_ACTIVATED}</td></tr>
 *   <tr><td>{@code GET …/configuration}</td><td></td><td>{@link SiteConfiguration}</td></tr>
 *   <tr><td>{@code GET …/configuration?known=R&wait=SECONDS}</td><td></td>
 *       <td>{@link SiteConfiguration}, as soon as it is another than revision R; 204 when the wait
 *       is over. Older parents answer at once, with the one that they have</td></tr>
 *   <tr><td>{@code GET …/messages?after=S&configuration=R&wait=SECONDS}</td><td></td>
 *       <td>{@link MessageBatch}, as soon as there is news or when the wait is over</td></tr>
 *   <tr><td>{@code POST …/events}</td><td>{@link ArtifactEventBatch}</td>
 *       <td>{@link ArtifactEventReceipt}; a repeat takes nothing twice</td></tr>
 *   <tr><td>{@code PUT …/status}</td><td>{@link StatusReport}</td><td>204</td></tr>
 *   <tr><td>{@code POST …/descendants/{below}/activation}</td><td>{@link ActivationRequest}</td>
 *       <td>{@link SiteConfiguration} of the site in the path's first place; it says who holds the
 *       one below, or 503 where the hub is out of reach</td></tr>
 *   <tr><td>{@code PUT …/descendants/{below}/status}</td><td>{@link StatusReport}</td>
 *       <td>204</td></tr>
 * </table>
 *
 * <p>Errors are {@code {"error": {"code", "message"}}}: 401 {@code UNAUTHORIZED}, 404 {@code
 * UNKNOWN_SITE}, 403 {@code OTHER_PARENT} (the site is below another one), 409 {@code
 * ALREADY_ACTIVATED} (another instance holds the site) or {@code NOT_ACTIVATED} (no instance holds
 * it: claim it first).
 */
@NullMarked
package io.outport.hubapi.gateway;

import org.jspecify.annotations.NullMarked;
