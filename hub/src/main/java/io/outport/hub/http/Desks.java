package io.outport.hub.http;

import io.outport.hub.audit.AuditLog;
import io.outport.hub.event.WebhookDesk;
import io.outport.hub.extension.Fleet;
import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.PrincipalDesk;
import io.outport.hub.resource.RegistryDesk;
import io.outport.hub.resource.ScopeMapDesk;
import io.outport.hub.resource.SiteDesk;
import io.outport.hub.resource.TokenDesk;
import io.outport.registry.upkeep.StorageUpkeep;

/**
 * The resources that the control API serves, who looks after the registry's content, and where it
 * is written down who changed what.
 */
public record Desks(
    SiteDesk sites,
    ScopeMapDesk scopeMaps,
    TokenDesk tokens,
    WebhookDesk webhooks,
    StorageUpkeep upkeep,
    AuditLog audit,
    GroupDesk groups,
    RegistryDesk registry,
    PrincipalDesk principals,
    Fleet fleet) {}
