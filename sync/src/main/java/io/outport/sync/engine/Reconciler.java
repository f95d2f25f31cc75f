package io.outport.sync.engine;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.OciException;
import io.outport.registry.content.StoreException;
import io.outport.sync.ImageName;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.ProgressListener;
import io.outport.sync.SyncEvent;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.plan.ImageGraph;
import io.outport.sync.plan.ImagePlan;
import io.outport.sync.plan.LocalView;
import io.outport.sync.plan.Planner;
import io.outport.sync.plan.SyncStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Brings images in line with the parent, each by itself: one that fails holds up no other. */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final Parent parent;
  private final GraphReader graphs;
  private final LocalView local;
  private final StepRunner steps;
  private final Crew images;
  private final Crew blobs;
  private final ProgressListener listener;

  Reconciler(
      Parent parent,
      GraphReader graphs,
      LocalView local,
      StepRunner steps,
      Crew images,
      Crew blobs,
      ProgressListener listener) {
    this.parent = parent;
    this.graphs = graphs;
    this.local = local;
    this.steps = steps;
    this.images = images;
    this.blobs = blobs;
    this.listener = listener;
  }

  /**
   * Copies what the parent has of these, taking failures down in the run.
   *
   * @return those that the parent does not have
   */
  List<ImageName> reconcile(List<ImageName> wanted, SyncRun run) {
    Queue<ImageGraph> found = new ConcurrentLinkedQueue<>();
    Queue<ImageName> absent = new ConcurrentLinkedQueue<>();
    images.each(wanted, image -> attempt(image, run, it -> look(it, found, absent)));
    List<ImageGraph> sorted =
        found.stream().sorted(Comparator.comparing(ImageGraph::image)).toList();
    List<ImagePlan> plans = Planner.copy(sorted, local);
    announce(plans);
    images.each(plans, plan -> attempt(plan.graph().image(), run, ignored -> carryOut(plan, run)));
    return List.copyOf(absent);
  }

  /** Does the work for one image unless the run is over; its failure is taken down, not thrown. */
  void attempt(ImageName image, SyncRun run, Consumer<ImageName> work) {
    if (run.requested()) {
      run.skipped();
      return;
    }
    try {
      work.accept(image);
    } catch (RuntimeException e) {
      // Whatever it is, a bug of ours included, it stays this image's own trouble.
      Level level = isExpected(e) ? Level.DEBUG : Level.ERROR;
      LOG.atLevel(level).setMessage("image failed").addKeyValue("image", image).setCause(e).log();
      if (endsRun(image, e)) {
        run.brokeOff(image, e);
      } else {
        run.failed(image, e);
      }
    }
  }

  /** Whether every other image would fail in the same way now. */
  private boolean endsRun(ImageName image, RuntimeException cause) {
    return switch (cause) {
      case SyncInterruptedException e -> true;
      case StoreException e ->
          e.kind() == StoreException.Kind.FULL || e.kind() == StoreException.Kind.UNUSABLE;
      case ParentException e -> e.linkLost() && !answersFor(image);
      default -> false;
    };
  }

  /** A blob that never comes through looks like a lost link, until something else is asked for. */
  private boolean answersFor(ImageName image) {
    try {
      parent.resolve(image.repository(), image.reference());
      return true;
    } catch (ParentException e) {
      return !e.linkLost();
    } catch (SyncInterruptedException e) {
      return false;
    }
  }

  private static boolean isExpected(RuntimeException e) {
    return e instanceof ParentException
        || e instanceof OciException
        || e instanceof StoreException
        || e instanceof SyncInterruptedException;
  }

  private void look(ImageName image, Queue<ImageGraph> found, Queue<ImageName> absent) {
    Optional<Descriptor> now = parent.resolve(image.repository(), image.reference());
    if (now.isEmpty()) {
      absent.add(image);
    } else {
      found.add(graphs.read(image, now.get().digest()));
    }
  }

  private void carryOut(ImagePlan plan, SyncRun run) {
    List<SyncStep> moves = plan.steps().stream().filter(StepRunner::movesBytes).toList();
    blobs.each(moves, step -> steps.run(step, run));
    plan.steps().stream()
        .filter(step -> !StepRunner.movesBytes(step))
        .forEach(step -> steps.run(step, run));
    ImageGraph graph = plan.graph();
    if (plan.steps().isEmpty()) {
      run.unchanged(graph);
    } else {
      run.synced(graph);
      listener.heard(new SyncEvent.ImageSynced(graph.image(), graph.root()));
    }
  }

  private void announce(List<ImagePlan> plans) {
    List<SyncStep> all = new ArrayList<>();
    plans.forEach(plan -> all.addAll(plan.steps()));
    int changed = (int) plans.stream().filter(plan -> !plan.steps().isEmpty()).count();
    if (changed > 0) {
      long fetch = 0;
      long reuse = 0;
      for (SyncStep step : all) {
        switch (step) {
          case SyncStep.FetchBlob it -> fetch += it.blob().size();
          case SyncStep.AdoptBlob it -> reuse += it.blob().size();
          default -> {}
        }
      }
      listener.heard(new SyncEvent.Planned(changed, fetch, reuse));
    }
  }
}
