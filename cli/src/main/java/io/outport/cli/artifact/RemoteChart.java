package io.outport.cli.artifact;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.BlobStream;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A chart in another registry, as {@code helm push} makes it. */
public final class RemoteChart {
  private RemoteChart() {}

  /** Fetches the chart that this reference points at. */
  public static ChartArchive fetch(
      RegistryClient registry, RepositoryName repository, Reference reference) {
    String place = "%s:%s".formatted(repository, reference);
    FetchedManifest fetched = registry.fetchManifest(repository, reference);
    Descriptor layer =
        Manifest.parse(fetched.mediaType(), fetched.bytes()).blobs().stream()
            .filter(each -> each.mediaType().equals(ArtifactPush.CHART_LAYER))
            .findFirst()
            .orElseThrow(() -> problem(place, "is no Helm chart"));
    if (layer.size() > ChartArchive.MAX_BYTES) {
      throw problem(place, "is larger than 16 MiB, which no chart is");
    }
    byte[] archive = new byte[(int) layer.size()];
    ByteBuffer target = ByteBuffer.wrap(archive);
    try (BlobStream blob = registry.openBlob(repository, layer, 0)) {
      int read = 0;
      while (read >= 0 && target.hasRemaining()) {
        read = blob.read(target);
      }
    }
    byte[] whole = Arrays.copyOf(archive, target.position());
    if (!Digest.ofBytes(layer.digest().algorithm(), whole).equals(layer.digest())) {
      throw problem(place, "came damaged: run this again");
    }
    return ChartArchive.of(place, whole);
  }

  private static Refusal problem(String place, String words) {
    return new Refusal(Refusal.Exit.REJECTED, "%s %s".formatted(place, words));
  }
}
