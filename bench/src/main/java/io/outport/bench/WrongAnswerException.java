package io.outport.bench;

/** A server answered what it should not have; the message says which, and what. */
final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongAnswerException(String message) {
    super(message);
  }
}
