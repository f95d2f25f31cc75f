package io.outport.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.kubernetes.KubernetesClusterView;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.CertificateSource;
import io.outport.agent.settings.SiteSettings;
import io.outport.agent.settings.VolumeSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What of a site that is there can be changed, as the API server would have it. */
final class ChangeCheckTest {
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();

  @Test
  void takesAnythingWhereNothingIsThere() {
    assertThat(problems("10.96.0.50", "slow", "1Gi", "ReadWriteMany")).isEmpty();
  }

  @Test
  void takesWhatIsThereAlready() {
    service("fd00::50");
    claim("site", "Bound", "100Gi");

    assertThat(problems("fd00:0::50", "slow", "102400Mi", "ReadWriteOnce")).isEmpty();
    assertThat(problems("fd00::50", "", "100Gi", "ReadWriteOnce")).isEmpty();
  }

  @Test
  void tellsEverythingThatStaysInOneAnswer() {
    service("10.96.0.50");
    claim("site", "Bound", "100Gi");

    List<Problem> problems = problems("10.96.0.51", "fast", "50Gi", "ReadWriteMany");

    assertThat(problems)
        .extracting(Problem::where)
        .containsExactly(
            "service.clusterIP", "pvc.storageClassName", "pvc.accessMode", "pvc.storageRequest");
    assertThat(problems.getFirst().text())
        .contains(
            "site/shop1 has 10.96.0.50 and cannot get 10.96.0.51",
            "give service.clusterIP=10.96.0.50",
            "kubectl delete service shop1 -n site");
    assertThat(problems.get(1).text())
        .contains("of class 'slow' and cannot become of 'fast'", "pvc.storageClassName=slow");
    assertThat(problems.get(2).text())
        .contains("has ReadWriteOnce and cannot get ReadWriteMany", "create it again");
    assertThat(problems.getLast().text())
        .contains("asks for 100Gi, not 50Gi", "cannot become smaller", "storageRequest=100Gi;");
  }

  @Test
  void growsAVolumeWhereItsClassAllowsThat() {
    claim("site", "Bound", "100Gi");
    assertThat(problems("10.96.0.50", "", "200Gi", "ReadWriteOnce"))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.text()).contains("'slow'", "whose volumes do not grow"));

    expanding();

    assertThat(problems("10.96.0.50", "", "200Gi", "ReadWriteOnce")).isEmpty();
    assertThat(problems("10.96.0.50", "", "50Gi", "ReadWriteOnce"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("=100Gi or more"));
  }

  /** The claim asks for 300Gi by now, and its volume has 100Gi still. */
  @Test
  void takesAGrowthBackThatNeverCameToPass() {
    claim("site", "Bound", "300Gi");

    assertThat(problems("10.96.0.50", "", "200Gi", "ReadWriteOnce")).isEmpty();
    assertThat(problems("10.96.0.50", "", "100Gi", "ReadWriteOnce")).hasSize(1);
  }

  @Test
  void changesNoClaimBeforeItIsBound() {
    expanding();
    claim("site", "Pending", "100Gi");

    assertThat(problems("10.96.0.50", "", "200Gi", "ReadWriteOnce"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("before it has its volume"));
  }

  @Test
  void namesWhoseClaimItIs() {
    claim("elsewhere", "Bound", "100Gi");

    assertThat(problems("10.96.0.50", "fast", "50Gi", "ReadWriteMany"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("ClaimOfAnother");
              assertThat(problem.text()).contains("release elsewhere/shop1", "another namespace");
            });
  }

  private List<Problem> problems(
      String address, String storageClass, String request, String accessMode) {
    SiteSettings settings =
        new SiteSettings(
            Map.of(),
            address,
            Set.of(address),
            new CertificateSource.None(),
            false,
            false,
            new VolumeSettings(storageClass, request, accessMode, false));
    PreflightInput input =
        new PreflightInput(
            new ReleaseName("site", "shop1"), settings, new ImageFacts("image", Set.of(), ""), "");
    return new ChangeCheck(new KubernetesClusterView(client), input).check();
  }

  private void service(String address) {
    api.put(
        "services",
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"shop1","namespace":"site"},
         "spec":{"clusterIP":"%s"}}\
        """
            .formatted(address));
  }

  private void expanding() {
    api.put(
        "storageclasses",
        """
        {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","provisioner":"p",
         "allowVolumeExpansion":true,"metadata":{"name":"slow"}}\
        """);
  }

  private void claim(String release, String phase, String request) {
    api.put(
        "persistentvolumeclaims",
        """
        {"apiVersion":"v1","kind":"PersistentVolumeClaim",
         "metadata":{"name":"connected-registry-pvc","namespace":"site",
         "annotations":{"meta.helm.sh/release-name":"shop1",
         "meta.helm.sh/release-namespace":"%s"}},
         "spec":{"storageClassName":"slow","accessModes":["ReadWriteOnce"],
         "resources":{"requests":{"storage":"%s"}}},
         "status":{"phase":"%s","capacity":{"storage":"100Gi"}}}\
        """
            .formatted(release, request, phase));
  }
}
