package io.outport.hubapi.client;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.OutwardProxy;
import io.outport.oci.client.ProxyProblem;
import java.util.Map;

/** Reads the proxies of a process from its environment. */
public final class ProxyVariables {
  private ProxyVariables() {}

  /**
   * As {@link OutwardProxy#of}.
   *
   * @throws Refusal {@code USAGE} that names the variable which is wrong
   */
  public static OutwardProxy read(Map<String, String> environment) {
    try {
      return OutwardProxy.of(environment);
    } catch (ProxyProblem problem) {
      throw new Refusal(Refusal.Exit.USAGE, String.valueOf(problem.getMessage()), problem);
    }
  }
}
