package io.outport.hub.http;

import io.outport.hub.resource.ScopeMapDesk;
import io.outport.hub.resource.SiteDesk;
import io.outport.hub.resource.TokenDesk;

/** The resources that the control API serves. */
public record Desks(SiteDesk sites, ScopeMapDesk scopeMaps, TokenDesk tokens) {}
