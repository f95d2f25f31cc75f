package io.outport.registry.store.s3;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** A network on which calls from one number to another fail, before or after the server acted. */
final class FaultyHttp implements SdkHttpClient {
  /** What a failed call did. */
  enum Fault {
    /** The request never left. */
    REQUEST_LOST,
    /** The server did as it was asked, but nobody heard of it. */
    ANSWER_LOST
  }

  private final SdkHttpClient network;
  private final Fault fault;
  private final long first;
  private final long last;
  private final AtomicLong calls = new AtomicLong();

  FaultyHttp(SdkHttpClient network, Fault fault, long first, long last) {
    this.network = network;
    this.fault = fault;
    this.first = first;
    this.last = last;
  }

  /** Whether the fault was met at all. */
  boolean wasMet() {
    return calls.get() >= first;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = network.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        long number = calls.incrementAndGet();
        boolean fails = number >= first && number <= last;
        if (fails && fault == Fault.REQUEST_LOST) {
          throw new IOException("Connection reset");
        }
        HttpExecuteResponse answer = prepared.call();
        if (fails) {
          answer.responseBody().ifPresent(body -> body.abort());
          throw new IOException("Connection reset");
        }
        return answer;
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public void close() {
    network.close();
  }
}
