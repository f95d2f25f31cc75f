package io.outport.registry.http;

/** A refusal whose answer is made already, such as a challenge with its header. */
final class RefusalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  RefusalException(Reply reply) {
    super("refused with status " + reply.status(), null, false, false);
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }
}
