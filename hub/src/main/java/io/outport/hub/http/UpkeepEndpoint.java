package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.GarbageResult;
import io.outport.hubapi.model.ScrubResult;
import io.outport.oci.model.Digest;
import io.outport.registry.content.GarbageReport;
import io.outport.registry.content.ScrubReport;
import io.outport.registry.content.StoreException;
import io.outport.registry.upkeep.Job;
import io.outport.registry.upkeep.StorageUpkeep;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Collects garbage or scrubs because a person asks: POST begins, GET asks for the result. Both
 * answer 200 with it, or 202 while the work is under way.
 */
record UpkeepEndpoint(StorageUpkeep upkeep) {
  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  /** How long an answer waits for the work to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  JsonReply garbage(JsonRequest request) {
    boolean dryRun = request.parameter("dryRun").filter("true"::equalsIgnoreCase).isPresent();
    begin(request, () -> upkeep.startCollecting(dryRun));
    return answer(upkeep.garbageJob(), UpkeepEndpoint::result);
  }

  JsonReply scrub(JsonRequest request) {
    begin(request, upkeep::startScrubbing);
    return answer(upkeep.scrubJob(), UpkeepEndpoint::result);
  }

  private static void begin(JsonRequest request, BooleanSupplier start) {
    if (request.method().equals("GET")) {
      return;
    }
    ResourceEndpoint.requireMethod(request, "POST");
    if (!start.getAsBoolean()) {
      throw busy("this work is under way: wait for it to end, then try again");
    }
  }

  private static <R> JsonReply answer(Job<R> job, Function<R, Object> view) {
    try {
      return job.find(PATIENCE)
          .map(report -> JsonReply.json(200, view.apply(report)))
          .orElseGet(() -> JsonReply.empty(ACCEPTED));
    } catch (StoreException failure) {
      if (failure.kind() != StoreException.Kind.BUSY) {
        throw failure;
      }
      throw busy(String.valueOf(failure.getMessage()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new JsonRefusal(
          UNAVAILABLE, "ServerStopping", "the hub is stopping: try again later", stopping);
    }
  }

  private static JsonRefusal busy(String words) {
    return new JsonRefusal(CONFLICT, "OperationInProgress", words);
  }

  private static GarbageResult result(GarbageReport report) {
    return new GarbageResult(
        report.dryRun(),
        report.links(),
        report.blobs(),
        report.bytes(),
        report.items().stream().map(UpkeepEndpoint::item).toList());
  }

  private static ScrubResult result(ScrubReport report) {
    return new ScrubResult(
        report.blobs(), report.bytes(), texts(report.damaged()), texts(report.lost()));
  }

  private static GarbageResult.Item item(GarbageReport.Item item) {
    return new GarbageResult.Item(
        item.repository(), item.digest().toString(), item.bytes(), item.reason().name());
  }

  private static List<String> texts(List<Digest> digests) {
    return digests.stream().map(Digest::toString).toList();
  }
}
