package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.outport.agent.cluster.AddressTrial;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has the API server judge addresses for services, and reads its words. Makes none. */
final class ServiceAddresses {
  private static final String NAME = "outport-address-check";
  private static final int PORT = 443;
  private static final Pattern RANGE = Pattern.compile("range of valid IPs is ([0-9A-Fa-f.:/]+)");

  /** Servers with several ranges name none: their list of ranges does. */
  private static final ResourceDefinitionContext RANGES =
      new ResourceDefinitionContext.Builder()
          .withGroup("networking.k8s.io")
          .withVersion("v1")
          .withKind("ServiceCIDR")
          .withPlural("servicecidrs")
          .withNamespaced(false)
          .build();

  /** Most free addresses that are tried as a proposal: others take some at the same time. */
  private static final int MAX_TRIALS = 3;

  private final KubernetesClient client;

  ServiceAddresses(KubernetesClient client) {
    this.client = client;
  }

  AddressTrial judge(String namespace, String address) {
    Optional<String> refusal = refusal(namespace, address);
    if (refusal.isEmpty()) {
      // Servers since 1.33 take an address that is in use, while nothing is to be made.
      return holder(address).<AddressTrial>map(each -> each).orElseGet(AddressTrial.Free::new);
    }
    String words = refusal.get();
    if (words.contains("already allocated")) {
      return holder(address).orElseGet(() -> new AddressTrial.Taken("", ""));
    }
    if (words.contains("not in the valid range") || words.contains("does not match the current")) {
      return outOfRange(namespace, address, words);
    }
    boolean family = words.contains("not configured on this cluster");
    return family ? new AddressTrial.WrongFamily(words) : new AddressTrial.Unclear(words);
  }

  /** The API server's words against it; empty where it would take it. */
  private Optional<String> refusal(String namespace, String address) {
    Service service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withClusterIP(address)
            .addNewPort()
            .withPort(PORT)
            .endPort()
            .endSpec()
            .build();
    try {
      client.services().inNamespace(namespace).resource(service).dryRun().create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(Api.words(e));
    }
  }

  /** The service that has it; empty where none is seen. */
  private Optional<AddressTrial.Taken> holder(String address) {
    return services().stream()
        .filter(each -> addresses(each).anyMatch(canonical(address)::equals))
        .findFirst()
        .map(
            holder ->
                new AddressTrial.Taken(
                    holder.getMetadata().getNamespace() + "/" + holder.getMetadata().getName(),
                    Optional.ofNullable(holder.getMetadata().getAnnotations())
                        .map(each -> each.getOrDefault(Api.RELEASE_NAME, ""))
                        .orElse("")));
  }

  private AddressTrial outOfRange(String namespace, String address, String words) {
    Matcher told = RANGE.matcher(words);
    Optional<AddressRange> range =
        told.find() ? AddressRange.find(told.group(1)) : listed(address.contains(":"));
    String proposal = range.map(each -> proposal(namespace, each)).orElse("");
    return new AddressTrial.OutOfRange(range.map(AddressRange::toString).orElse(""), proposal);
  }

  private String proposal(String namespace, AddressRange range) {
    Set<String> used =
        services().stream()
            .flatMap(ServiceAddresses::addresses)
            .collect(Collectors.toUnmodifiableSet());
    return range
        .candidates()
        .filter(each -> !used.contains(each))
        .limit(MAX_TRIALS)
        .filter(each -> refusal(namespace, each).isEmpty())
        .findFirst()
        .orElse("");
  }

  private List<Service> services() {
    return Api.ask("the services cannot be listed", () -> client.services().inAnyNamespace().list())
        .getItems();
  }

  private static Stream<String> addresses(Service service) {
    List<String> all = service.getSpec().getClusterIPs();
    return all == null || all.isEmpty()
        ? Stream.ofNullable(service.getSpec().getClusterIP())
        : all.stream().map(ServiceAddresses::canonical);
  }

  private static String canonical(String address) {
    try {
      return InetAddress.ofLiteral(address).getHostAddress();
    } catch (IllegalArgumentException ignored) {
      // "None", of a service without an address.
      return address;
    }
  }

  /** The first range of this family; empty on servers that know no list, and where we may not. */
  private Optional<AddressRange> listed(boolean colons) {
    try {
      return client.genericKubernetesResources(RANGES).list().getItems().stream()
          .flatMap(ServiceAddresses::ranges)
          .filter(each -> each.contains(":") == colons)
          .flatMap(each -> AddressRange.find(each).stream())
          .findFirst();
    } catch (KubernetesClientException ignored) {
      // It only makes the answer more helpful.
      return Optional.empty();
    }
  }

  private static Stream<String> ranges(GenericKubernetesResource each) {
    return each.get("spec", "cidrs") instanceof List<?> list
        ? list.stream().map(String::valueOf)
        : Stream.of();
  }
}
