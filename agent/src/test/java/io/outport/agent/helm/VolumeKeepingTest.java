package io.outport.agent.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a manifest says of volume claims. */
final class VolumeKeepingTest {
  @Test
  void leavesAManifestAsItIsInWhichThereIsNothingToTell() {
    String manifest =
        """
        ---
        # No PersistentVolumeClaim here.
        ---
        kind: PersistentVolumeClaim
        metadata:
          name: content
          annotations: {helm.sh/resource-policy: keep}
        ---
        kind: ConfigMap
        data: {text: "a PersistentVolumeClaim"}

        """;

    assertThat(VolumeKeeping.in(manifest)).isEqualTo(manifest);
    assertThat(VolumeKeeping.in("")).isEmpty();
  }

  @Test
  void tellsClaimsAndListsOfThemAndNothingElse() {
    String other = "kind: ConfigMap\ndata:\n  text: |\n    one\n      two";
    String claim = "# Source: pvc.yaml\nkind: PersistentVolumeClaim\nmetadata: {name: content}";
    String list = "kind: List\nitems: [{kind: PersistentVolumeClaim, metadata: {name: more}}]";

    String kept =
        VolumeKeeping.in("---\n" + claim + "\n---\n" + other + "\n \n--- \n" + list + "\n");

    String[] documents = kept.split("---\n", -1);
    assertThat(documents).hasSize(4);
    assertThat(documents[0]).isEmpty();
    assertThat(documents[1]).contains("\"helm.sh/resource-policy\":\"keep\"", "content");
    assertThat(documents[2]).isEqualTo(other + "\n");
    assertThat(documents[3]).contains("\"helm.sh/resource-policy\":\"keep\"", "more");
    assertThat(VolumeKeeping.in(kept)).as("once is enough").isEqualTo(kept);
  }

  @Test
  void refusesAClaimThatItCannotRead() {
    assertThatThrownBy(() -> VolumeKeeping.in("kind: PersistentVolumeClaim\nmetadata: [\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
  }
}
