package io.outport.bench;

/**
 * What a load generator saw.
 *
 * @param requests answered
 * @param bytes read, of answers begun as well
 * @param p50Millis, p99Millis of a request's time
 * @param wrong connections that failed, and answers that were not of the 2xx kind or never came
 */
record Load(
    long requests, long bytes, double seconds, double p50Millis, double p99Millis, long wrong) {}
