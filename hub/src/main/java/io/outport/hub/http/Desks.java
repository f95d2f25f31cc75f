package io.outport.hub.http;

import io.outport.hub.resource.PrincipalDesk;
import io.outport.hub.resource.ScopeMapDesk;
import io.outport.hub.resource.SiteDesk;
import io.outport.hub.resource.TokenDesk;
import io.outport.registry.upkeep.StorageUpkeep;

/** The resources that the control API serves, and who looks after the registry's content. */
public record Desks(
    SiteDesk sites,
    ScopeMapDesk scopeMaps,
    TokenDesk tokens,
    StorageUpkeep upkeep,
    PrincipalDesk principals) {}
