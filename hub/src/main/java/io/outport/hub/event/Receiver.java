package io.outport.hub.event;

import java.util.Map;

/**
 * Where events are sent to.
 *
 * <p>Contract: sends once and never throws but {@link InterruptedException}; the answer's body is
 * bounded; headers and address appear in no answer. Safe for use by many threads.
 */
interface Receiver {

  Answer post(String uri, Map<String, String> headers, String body) throws InterruptedException;

  /**
   * What came back.
   *
   * @param status 0 where no answer came
   * @param words why no answer came, or what the status means
   * @param body the first part of the answer
   */
  record Answer(int status, String words, String body) {
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /** Whether the receiver says that it will never take this very body. */
    boolean isFinal() {
      return status == BAD_REQUEST || status == TOO_LARGE;
    }
  }
}
