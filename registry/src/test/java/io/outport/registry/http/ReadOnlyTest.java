package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry whose content comes from its parent only (reference, 6.3). */
final class ReadOnlyTest {
  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_ONLY));
    client = Client.of(registry);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void deniesEveryWriteAndSaysWhereToPush() {
    record Write(String method, String path) {}
    Digest digest = Digest.ofBytes(new byte[0]);
    List<Write> writes =
        List.of(
            new Write("POST", "/v2/app/web/blobs/uploads/"),
            new Write("POST", "/v2/app/web/blobs/uploads/?mount=" + digest + "&from=a"),
            new Write("PATCH", "/v2/app/web/blobs/uploads/push-1"),
            new Write("PUT", "/v2/app/web/blobs/uploads/push-1?digest=" + digest),
            new Write("DELETE", "/v2/app/web/blobs/uploads/push-1"),
            new Write("DELETE", "/v2/app/web/blobs/" + digest),
            new Write("PUT", "/v2/app/web/manifests/v1"),
            new Write("DELETE", "/v2/app/web/manifests/v1"));

    for (Write write : writes) {
      var answer = client.send(write.method(), write.path(), new byte[100]);

      assertThat(answer.statusCode()).as(write.toString()).isEqualTo(403);
      assertThat(Client.text(answer))
          .contains("\"code\":\"DENIED\"")
          .contains("\"message\":\"This operation is not allowed on this registry.\"")
          .contains("push to its parent registry");
    }
    assertThat(registry.blobs.listUploads()).isEmpty();
  }

  @Test
  void servesWhatItHolds() {
    byte[] json = Samples.utf8("{\"schemaVersion\":2}");
    registry.content.putManifest(
        new RepositoryName("app/web"),
        new StoredManifest(Digest.ofBytes(json), MediaType.OCI_MANIFEST, json),
        Set.of(new Tag("v1")));

    assertThat(client.get("/v2/app/web/manifests/v1").body()).isEqualTo(json);
    assertThat(client.get("/acr/oauth2/token").statusCode()).isEqualTo(200);
    assertThat(Client.text(client.get("/v2/app/web/manifests/v2"))).contains("manifest unknown");
  }
}
