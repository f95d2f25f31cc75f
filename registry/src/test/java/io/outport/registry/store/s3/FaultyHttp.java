package io.outport.registry.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
          awaitEnd(answer);
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

  /** A server that puts parts together answers 200 first, and is done when the body ends. */
  private static void awaitEnd(HttpExecuteResponse answer) throws IOException {
    if (answer.responseBody().isPresent()) {
      try (InputStream body = answer.responseBody().get()) {
        body.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
