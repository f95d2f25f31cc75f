package io.outport.dist.demo;

/** A step of the demo that did not do what it shows: what happened instead. */
final class DemoFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
