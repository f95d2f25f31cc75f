package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a deletion says of what is lost with an extension, and of what stays. */
final class ExtensionRemainsTest {
  private static final String GOES = "goes: its volume, with the images in it";
  private static final String CLAIM =
      "volume claim connected-registry-pvc in namespace shop; to delete it: kubectl delete pvc"
          + " connected-registry-pvc -n shop";

  @AutoClose private final FakeFleet hub = FakeFleet.start();
  private final ExtensionCalls calls = new ExtensionCalls(hub);

  @Test
  void saysThatTheVolumeGoesAndTheSiteAtTheHubStays() throws IOException {
    keep(ExtensionCalls.TYPE, "{}", "{}");

    assertThat(calls.delete().words())
        .contains(
            "Its volume goes along, with the images in it", "stays active at the hub", "--yes");
    assertThat(calls.delete("--yes").err())
        .contains("deleted extension 'shop1'", GOES)
        .contains("connected-registry delete -n NAME --cleanup")
        .doesNotContain("kubectl");
    assertThat(calls.delete("--yes", "--force").err()).contains("the hub forgot", GOES);
  }

  @Test
  void namesTheVolumeThatStays() throws IOException {
    keep(ExtensionCalls.TYPE.toLowerCase(Locale.ROOT), "{\"pvc.retain\": \"True\"}", "{}");

    assertThat(calls.delete().words()).contains("Its volume stays (pvc.retain)");
    assertThat(calls.delete("--yes").err()).contains("stays: " + CLAIM).doesNotContain("goes:");
  }

  @Test
  void doesNotGuessWhatAProtectedSettingSays() throws IOException {
    keep(ExtensionCalls.TYPE, "{\"pvc.retain\": \"false\"}", "{\"pvc.retain\": \"\"}");

    assertThat(calls.delete().words()).contains("unless the protected pvc.retain is true");
    assertThat(calls.delete("--yes").err())
        .contains("stays, if the protected pvc.retain says so: " + CLAIM);
  }

  @Test
  void saysNothingOfOtherTypes() throws IOException {
    keep("example.org/other", "{}", "{}");

    assertThat(calls.delete().words()).doesNotContain("volume");
    assertThat(calls.delete("--yes").err()).isEqualToIgnoringNewLines("deleted extension 'shop1'");
  }

  private void keep(String type, String settings, String secrets) {
    hub.keep(
        ExtensionCalls.SHOP1,
        """
        {"extensionType": "%s", "scope": {"cluster": {"releaseNamespace": "shop"}},
         "configurationSettings": %s, "configurationProtectedSettings": %s}
        """
            .formatted(type, settings, secrets));
  }
}
