"""The vendor's Python SDK does to a hub what the command line did, once through; ends with 0 when all was as expected.

Environment: HUB (https://host:port), TENANT, SUBSCRIPTION, GROUP, REGISTRY, CLIENT, SECRET, and REQUESTS_CA_BUNDLE.
"""
import os

from azure.mgmt.containerregistry import ContainerRegistryManagementClient
from azure.mgmt.containerregistry import models
from principal import HUB, Principal, refused

GROUP, REGISTRY = os.environ["GROUP"], os.environ["REGISTRY"]


def main():
    client = ContainerRegistryManagementClient(
        Principal(), os.environ["SUBSCRIPTION"], base_url=HUB, credential_scopes=[f"{HUB}/.default"]
    )
    registry = client.registries.get(GROUP, REGISTRY)
    assert registry.sku.tier == "Premium" and registry.data_endpoint_enabled, registry
    assert [each.name for each in client.registries.list()] == [REGISTRY]
    assert {each.name for each in client.registries.list_usages(GROUP, REGISTRY).value} >= {"Tokens", "ScopeMaps"}

    actions = ["repositories/sdk/*/content/read", "repositories/sdk/*/metadata/read", "gateway/sdksite/config/read"]
    scope_map = client.scope_maps.begin_create(
        GROUP, REGISTRY, "sdkmap", models.ScopeMap(actions=actions, description="made by the SDK")
    ).result()
    assert sorted(scope_map.actions) == sorted(actions)
    token = client.tokens.begin_create(
        GROUP, REGISTRY, "sdktoken", models.Token(scope_map_id=scope_map.id, status="enabled")
    ).result()
    credentials = client.registries.begin_generate_credentials(
        GROUP, REGISTRY, models.GenerateCredentialsParameters(token_id=token.id, name="password1")
    ).result()
    assert credentials.username == "sdktoken" and credentials.passwords[0].value

    site = client.connected_registries.begin_create(
        GROUP,
        REGISTRY,
        "sdksite",
        models.ConnectedRegistry(
            mode="ReadOnly",
            parent=models.ParentProperties(
                sync_properties=models.SyncProperties(
                    token_id=token.id, schedule="0 4 * * *", sync_window="PT3H", message_ttl="P3D"
                )
            ),
            notifications_list=["sdk/*:push"],
        ),
    ).result()
    assert site.provisioning_state == "Succeeded" and site.connection_state == "Offline", site
    assert site.garbage_collection.enabled and site.garbage_collection.schedule == "0 0 * * *", site
    site = client.connected_registries.begin_update(
        GROUP,
        REGISTRY,
        "sdksite",
        models.ConnectedRegistryUpdateParameters(logging=models.LoggingProperties(log_level="Debug")),
    ).result()
    assert site.logging.log_level == "Debug" and site.parent.sync_properties.schedule == "0 4 * * *", site
    wanted = client.connected_registries.list(GROUP, REGISTRY, filter="mode eq 'ReadWrite'")
    assert "sdksite" not in [each.name for each in wanted]
    refused(409, "TokenInUse", lambda: client.tokens.begin_delete(GROUP, REGISTRY, "sdktoken").result())
    refused(409, "ConnectedRegistryNotActivated", lambda: client.connected_registries.resync(GROUP, REGISTRY, "sdksite"))
    client.connected_registries.begin_deactivate(GROUP, REGISTRY, "sdksite").result()

    client.connected_registries.begin_delete(GROUP, REGISTRY, "sdksite").result()
    client.tokens.begin_delete(GROUP, REGISTRY, "sdktoken").result()
    client.scope_maps.begin_delete(GROUP, REGISTRY, "sdkmap").result()
    refused(404, "ResourceNotFound", lambda: client.connected_registries.get(GROUP, REGISTRY, "sdksite"))
    print("the SDK did it all")


main()
