package io.outport.oci.client;

/** A proxy that the environment names wrongly; the message says how, and never repeats it. */
public final class ProxyProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProxyProblem(String variable, String problem) {
    super(
        "%s is no proxy's address: %s; write it such as http://proxy.example.org:3128"
            .formatted(variable, problem));
  }
}
