/**
 * What a cluster's agent says to its hub and hears from it: JSON over HTTPS below {@code
 * /agent/v1}. All calls but {@code enroll} carry {@code Authorization: Bearer} with a JSON web
 * token that the agent signs with its own key ({@link io.outport.hubapi.agent.AgentTokens}).
 *
 * <table>
 *   <caption>The whole protocol</caption>
 *   <tr><th>Call</th><th>Asks</th><th>Answers</th></tr>
 *   <tr><td>{@code POST enroll}</td><td>{@link io.outport.hubapi.agent.EnrolRequest}</td>
 *       <td>{@link io.outport.hubapi.agent.EnrolAnswer}; the same secret with the same key again
 *       answers the same</td></tr>
 *   <tr><td>{@code POST key}</td><td>{@link io.outport.hubapi.agent.KeyRotation}, signed with the
 *       old key</td><td>204; both keys hold until the first call that the new one signs</td></tr>
 *   <tr><td>{@code GET desired?revision=N&wait=PT50S}</td><td></td>
 *       <td>{@link io.outport.hubapi.agent.DesiredState} as soon as its revision is another, or 204
 *       when the wait is over</td></tr>
 *   <tr><td>{@code PUT extensions/{name}/report}</td>
 *       <td>{@link io.outport.hubapi.agent.ExtensionReport}</td><td>204</td></tr>
 *   <tr><td>{@code PUT status}</td><td>{@link io.outport.hubapi.agent.AgentReport}, each minute and
 *       at changes</td><td>204</td></tr>
 *   <tr><td>{@code PUT diagnostics/{id}}</td>
 *       <td>{@link io.outport.hubapi.agent.ArchiveUpload}, for a request of the desired state</td>
 *       <td>204</td></tr>
 *   <tr><td>{@code GET credentials}</td><td></td>
 *       <td>{@link io.outport.hubapi.agent.AgentCredentials}, to pull charts and images with</td>
 *       </tr>
 * </table>
 *
 * <p>Errors are {@code {"error": {"code", "message"}}}: 401 {@code UNAUTHORIZED} (the token: key
 * not known, clock wrong), 403 {@code ENROLMENT_REFUSED}, 404 {@code UNKNOWN_CLUSTER}, {@code
 * UNKNOWN_EXTENSION} or {@code UNKNOWN_REQUEST}, 400 {@code BadRequest}. Any other answer is not
 * taken for the hub's own word.
 */
@NullMarked
package io.outport.hubapi.agent;

import org.jspecify.annotations.NullMarked;
