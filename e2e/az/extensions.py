"""The vendor's Python SDK has a cluster run an extension, once through; ends with 0 when all was as expected.

Environment: HUB (https://host:port), TENANT, SUBSCRIPTION, GROUP, CLUSTER, CLIENT, SECRET, and REQUESTS_CA_BUNDLE. The
cluster's agent must be at work, and the versions 0.9.0 and 1.0.0 of the connected registry's chart at the hub.
"""
import os

from azure.mgmt.kubernetesconfiguration.extensions import KubernetesConfigurationExtensionsMgmtClient
from azure.mgmt.kubernetesconfiguration.extensions import models
from principal import HUB, Principal, refused

TYPE = "microsoft.containerregistry.connectedregistry"
CLUSTER = (os.environ["GROUP"], "Microsoft.Kubernetes", "connectedClusters", os.environ["CLUSTER"])


def main():
    client = KubernetesConfigurationExtensionsMgmtClient(
        Principal(),
        os.environ["SUBSCRIPTION"],
        base_url=HUB,
        credential_scopes=[f"{HUB}/.default"],
        polling_interval=1,
    )
    extensions = client.extensions
    assert list(extensions.list(*CLUSTER)) == []
    refused(404, "ResourceNotFound", lambda: extensions.get(*CLUSTER, "shop1"))
    unknown = models.Extension(extension_type="contoso.nothing")
    refused(400, "ExtensionTypeNotFound", lambda: extensions.begin_create(*CLUSTER, "shop1", unknown))

    poller = extensions.begin_create(
        *CLUSTER,
        "shop1",
        models.Extension(
            extension_type="Microsoft.ContainerRegistry.ConnectedRegistry",
            auto_upgrade_minor_version=False,
            version="0.9.0",
            scope=models.Scope(cluster=models.ScopeCluster(release_namespace="connected-registry")),
            configuration_settings={"service.clusterIP": "10.96.0.60", "pvc.storageRequest": "1Gi"},
            configuration_protected_settings={"connectionString": "a secret"},
        ),
    )
    made = poller.result()
    assert poller.status() == "Succeeded", poller.status()
    assert made.name == "shop1" and made.provisioning_state == "Succeeded", made
    assert made.extension_type.lower() == TYPE and made.current_version == "0.9.0", made
    assert made.release_train == "stable" and made.auto_upgrade_minor_version is False, made
    assert made.is_system_extension is False and not made.error_info, made
    assert [each.code for each in made.statuses] == ["Played"], made.statuses

    read = extensions.get(*CLUSTER, "SHOP1")
    assert read.id == made.id and read.scope.cluster.release_namespace == "connected-registry", read
    assert read.configuration_settings["service.clusterIP"] == "10.96.0.60", read
    assert dict(read.configuration_protected_settings) == {"connectionString": ""}, read
    assert [each.name for each in extensions.list(*CLUSTER)] == ["shop1"]

    changed = extensions.begin_update(
        *CLUSTER,
        "shop1",
        models.PatchExtension(version="1.0.0", configuration_settings={"trustDistribution.enabled": "false"}),
    ).result()
    assert changed.provisioning_state == "Succeeded" and changed.current_version == "1.0.0", changed
    assert dict(changed.configuration_settings) == {
        "service.clusterIP": "10.96.0.60",
        "pvc.storageRequest": "1Gi",
        "trustDistribution.enabled": "false",
    }, changed
    assert dict(changed.configuration_protected_settings) == {"connectionString": ""}, changed

    extensions.begin_delete(*CLUSTER, "shop1").result()
    refused(404, "ResourceNotFound", lambda: extensions.get(*CLUSTER, "shop1"))
    assert list(extensions.list(*CLUSTER)) == []
    extensions.begin_delete(*CLUSTER, "shop1").result()

    begun = models.Extension(extension_type=TYPE, version="1.0.0", auto_upgrade_minor_version=False)
    extensions.begin_create(*CLUSTER, "shop2", begun).result()
    extensions.begin_delete(*CLUSTER, "shop2", force_delete=True).result()
    refused(404, "ResourceNotFound", lambda: extensions.get(*CLUSTER, "shop2"))
    print("the SDK had the cluster run an extension")


main()
