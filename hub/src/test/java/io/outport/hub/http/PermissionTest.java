package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which right each request needs. {@code R} is the registry's id, {@code S} the subscription's. */
final class PermissionTest {
  private static final String S = "subscriptions/s";
  private static final String R =
      S + "/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/hub";
  private static final String G = S + "/resourceGroups/g/providers";
  private static final String C = G + "/Microsoft.Kubernetes/connectedClusters/c";
  private static final String ACR = "Microsoft.ContainerRegistry/registries";

  @ParameterizedTest
  @CsvSource({
    "GET,    R,                                    Reader,      ACR/read,                          "
        + "   R",
    "HEAD,   R/tokens/a,                           Reader,      ACR/tokens/read,                   "
        + "   R/tokens/a",
    "GET,    R/tokens,                             Reader,      ACR/tokens/read,                   "
        + "   R",
    "PUT,    R/connectedRegistries/a,              Contributor, ACR/connectedRegistries/write,     "
        + "   R/connectedRegistries/a",
    "PATCH,  R,                                    Contributor, ACR/write,                         "
        + "   R",
    "DELETE, R/scopeMaps/a,                        Contributor, ACR/scopeMaps/delete,              "
        + "   R/scopeMaps/a",
    "POST,   R/generateCredentials,                Contributor, ACR/generateCredentials/action,    "
        + "   R",
    "POST,   R/webhooks/a/getCallbackConfig,       Contributor,"
        + " ACR/webhooks/getCallbackConfig/action, R/webhooks/a",
    "POST,   R/connectedRegistries/a/resync,       Contributor,"
        + " ACR/connectedRegistries/resync/action, R/connectedRegistries/a",
    "GET,    S/providers/Outport.Fleet/principals, Reader,      Outport.Fleet/principals/read,     "
        + "   S/providers/Outport.Fleet",
    "PUT,    S/providers/Outport.Fleet/principals/a, Owner,     Outport.Fleet/principals/write,    "
        + "   S/providers/Outport.Fleet/principals/a",
    "POST,   S/providers/outport.fleet/Principals/a/rotate, Owner,"
        + " outport.fleet/Principals/rotate/action, S/providers/outport.fleet/Principals/a",
    "GET,    S/providers/Microsoft.ContainerRegistry/registries, Reader, ACR/read, ''",
    "POST,   S/providers/Microsoft.ContainerRegistry/checkNameAvailability, Reader,"
        + " Microsoft.ContainerRegistry/checkNameAvailability/action, ''",
    "GET,    S/resourceGroups/g,                   Reader,     "
        + " Microsoft.Resources/subscriptions/resourceGroups/read, ''",
    "DELETE, S/resourceGroups/g,                   Contributor,"
        + " Microsoft.Resources/subscriptions/resourceGroups/delete, S/resourceGroups/g",
    "GET,    S/providers/Microsoft.Insights/eventtypes/management/values, Reader,"
        + " Microsoft.Insights/eventtypes/values/read,"
        + " S/providers/Microsoft.Insights/eventtypes/management",
    "PUT,    R/providers/Microsoft.KubernetesConfiguration/extensions/e, Contributor,"
        + " Microsoft.KubernetesConfiguration/extensions/write,"
        + " R/providers/Microsoft.KubernetesConfiguration/extensions/e",
    "GET,    C,                                    Reader,"
        + " Microsoft.Kubernetes/connectedClusters/read, C",
    "PUT,    G/Outport.Fleet/rollouts/r,            Contributor,"
        + " Outport.Fleet/rollouts/write, G/Outport.Fleet/rollouts/r",
    "POST,   G/Outport.Fleet/rollouts/r/pause,      Contributor,"
        + " Outport.Fleet/rollouts/pause/action, G/Outport.Fleet/rollouts/r",
    "GET,    G/Outport.Fleet/rollouts,              Reader,"
        + " Outport.Fleet/rollouts/read, G/Outport.Fleet",
    "GET,    G/Microsoft.Kubernetes/connectedClusters, Reader,"
        + " Microsoft.Kubernetes/connectedClusters/read, G/Microsoft.Kubernetes",
    "GET,    S/providers/Microsoft.Kubernetes/connectedClusters, Reader,"
        + " Microsoft.Kubernetes/connectedClusters/read, S/providers/Microsoft.Kubernetes",
    "GET,    S/providers/Microsoft.Kubernetes,     Reader, Microsoft.Kubernetes/read, ''",
    "POST,   C/enroll,                             Contributor,"
        + " Microsoft.Kubernetes/connectedClusters/enroll/action, C",
    "GET,    C/providers/Microsoft.KubernetesConfiguration/extensions, Reader,"
        + " Microsoft.KubernetesConfiguration/extensions/read,"
        + " C/providers/Microsoft.KubernetesConfiguration",
    "GET,    S/providers/Microsoft.KubernetesConfiguration/locations/local/extensionTypes, Reader,"
        + " Microsoft.KubernetesConfiguration/locations/extensionTypes/read, ''",
    "PUT,    S/providers/Microsoft.ContainerRegistry/locations/local/things/x, Contributor,"
        + " Microsoft.ContainerRegistry/locations/things/write,"
        + " S/providers/Microsoft.ContainerRegistry/locations/local/things/x",
    "DELETE, R/tokens/providers,                   Contributor, ACR/tokens/delete,                 "
        + "   R/tokens/providers",
  })
  void isOneRoleForOneActionOnOneResource(
      String method, String path, String role, String action, String scope) {
    Permission needed = Permission.of(method, segments(path));

    assertThat(needed.role()).isEqualTo(role);
    assertThat(needed.action()).isEqualTo(action.replaceFirst("^ACR", ACR));
    assertThat(needed.scope()).isEqualTo(segments(scope));
  }

  private static List<String> segments(String path) {
    String full =
        path.replaceFirst("^R(?=/|$)", R)
            .replaceFirst("^S(?=/|$)", S)
            .replaceFirst("^C(?=/|$)", C)
            .replaceFirst("^G(?=/|$)", G);
    return full.isEmpty() ? List.of() : List.of(full.split("/", -1));
  }
}
