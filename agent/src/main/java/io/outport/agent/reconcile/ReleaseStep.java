package io.outport.agent.reconcile;

/** The next thing to do for one extension. */
public sealed interface ReleaseStep {

  /** Look for problems, then make the first revision. */
  record Install() implements ReleaseStep {}

  /** Look for problems, then make the next revision. */
  record Upgrade() implements ReleaseStep {}

  /** Go back to what worked last. */
  record RollBack() implements ReleaseStep {}

  /** Nothing for now: the same failed a moment ago, or several times. */
  record AwaitRetry() implements ReleaseStep {}

  /** Drop the record of a change whose process died. */
  record ForgetPending() implements ReleaseStep {}

  /** Remove what a first installation left that cannot be continued. */
  record Discard() implements ReleaseStep {}

  /** Nothing: the release of this name is somebody else's. */
  record LeaveAlone() implements ReleaseStep {}

  /** Remove the release. */
  record Uninstall() implements ReleaseStep {}

  /** The release has gone: remove what it left, and see that nothing is left. */
  record Sweep() implements ReleaseStep {}

  /** Nothing until it is ready or its time is over. */
  record AwaitHealth() implements ReleaseStep {}

  /** It is as wished and works. */
  record Settle() implements ReleaseStep {}

  /** It stays as it is; what is wrong is told, and looked at again. */
  record StayFailed() implements ReleaseStep {}
}
