package io.outport.agent.chart;

import io.outport.hubapi.agent.AgentCredentials;
import javax.net.ssl.SSLContext;

/** The agent's account at the hub's registry. May be called by any thread. */
public interface HubAccount {

  /**
   * What to pull with; valid for some minutes at least while the hub can be asked.
   *
   * @throws io.outport.hubapi.agent.AgentException when none is here and the hub gives none
   */
  AgentCredentials credentials();

  /** The registry does not take these: the hub is asked for others when they are next needed. */
  void refused(AgentCredentials credentials);

  /**
   * The registry's host as image references have it; the last one that the hub told.
   *
   * @throws io.outport.hubapi.agent.AgentException when the hub never told and cannot be asked
   */
  String loginServer();

  /**
   * The hub's host and port as the agent was told to call it, by which its own image is pulled.
   *
   * @throws io.outport.hubapi.agent.AgentException when the enrolment cannot be read
   */
  String address();

  /** How the registry's certificate is trusted. */
  SSLContext trust();
}
