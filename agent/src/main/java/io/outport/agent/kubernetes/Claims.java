package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outport.agent.cluster.ClaimFacts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a claim to a volume is looked at. */
final class Claims {
  private static final String STORAGE = "storage";

  private Claims() {}

  static ClaimFacts facts(PersistentVolumeClaim claim) {
    var spec = claim.getSpec();
    var status = claim.getStatus();
    @Nullable Quantity request =
        spec.getResources() == null ? null : storage(spec.getResources().getRequests());
    List<String> modes = spec.getAccessModes();
    return new ClaimFacts(
        owner(claim),
        status != null && "Bound".equals(status.getPhase()),
        Objects.requireNonNullElse(spec.getStorageClassName(), ""),
        modes == null ? List.of() : modes,
        request == null ? "" : request.toString(),
        bytes(request),
        bytes(status == null ? null : storage(status.getCapacity())));
  }

  private static String owner(PersistentVolumeClaim claim) {
    Map<String, String> annotations = claim.getMetadata().getAnnotations();
    return annotations == null || !annotations.containsKey(Api.RELEASE_NAME)
        ? ""
        : annotations.getOrDefault(Api.RELEASE_NAMESPACE, "")
            + "/"
            + annotations.get(Api.RELEASE_NAME);
  }

  private static @Nullable Quantity storage(@Nullable Map<String, Quantity> amounts) {
    return amounts == null ? null : amounts.get(STORAGE);
  }

  private static BigDecimal bytes(@Nullable Quantity amount) {
    return amount == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(amount);
  }
}
