package io.outport.edge;

import static io.outport.edge.HubImages.layer;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.gateway.Bell;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.Writer;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.sync.BlobSource;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.Pause;
import io.outport.sync.Stop;
import io.outport.sync.engine.SyncEngine;
import io.outport.sync.engine.SyncSettings;
import io.outport.sync.engine.SyncSurroundings;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Time at a site: windows, schedules, silence and clocks that jump. The parent is a real server;
 * the site's parts are real but for its clock, and the test takes its turns. It is 08:00.
 */
final class ConversationTest {
  private static final RepositoryName APP = new RepositoryName("team/app");
  private static final LinkSettings LINK = LinkSettings.DEFAULT;

  /** Polls are not held. */
  private static final LinkSettings IMPATIENT =
      new LinkSettings(
          Duration.ZERO, LINK.heartbeat(), LINK.unreachable(), LINK.refused(), LINK.reclaim());

  @TempDir private Path folder;

  private final VirtualClock clock = VirtualClock.start();
  private final Openings openings = new Openings();
  private TestHub hub;
  private HubImages images;
  private SlowParent parent;
  private SqlMetadataStore metadata;
  private FileSyncJournal journal;
  private Content content;
  private Conversation conversation;

  @BeforeEach
  void open() throws IOException {
    hub = openings.add(new TestHub(folder.resolve("hub")));
    images = new HubImages(hub.content);
    var blobs =
        openings.add(
            FileBlobStore.open(folder.resolve("blobs"), clock, OptionalLong.of(0), _ -> {}));
    metadata = openings.add(SqlMetadataStore.open(folder.resolve("metadata.db"), clock));
    content = new Content(blobs, metadata, ContentListener.NONE);
    restart(IMPATIENT);
  }

  @AfterEach
  void close() {
    openings.close();
  }

  @Test
  void theWindowsEndInTheMiddleOfABlobLosesNothing() throws IOException {
    hub.schedule("0 8 * * *", "PT1H");
    byte[] big = layer(1, 1_000_000);
    StoredManifest image = images.push("team/app", "v1", big);
    restart();
    parent.after(400_000, () -> clock.advance(Duration.ofHours(1)));

    assertThat(turn()).isZero();
    assertThat(has(image)).isFalse();
    assertThat(turn()).as("closed: it looks again in a minute").isEqualTo(LINK.heartbeat());
    assertThat(lastReport().syncState()).isEqualTo("TimedOut");
    long before = parent.read();
    assertThat(before).isBetween(400_000L, 900_000L);

    clock.advance(Duration.ofHours(23));
    assertThat(turn()).isZero();

    assertThat(has(image)).isTrue();
    assertThat(parent.read()).as("nothing was fetched twice").isEqualTo(everything(image));
  }

  @Test
  void aNewScheduleAppliesAtOnceAlsoOutsideTheWindow() throws IOException {
    hub.schedule("0 20 * * *", "PT1H");
    StoredManifest image = images.push("team/app", "v1", layer(1, 1000));
    restart();
    assertThat(turn()).isEqualTo(LINK.heartbeat());

    hub.schedule("0 8 * * *", "PT1H");

    assertThat(turn()).as("the window is open by the new schedule").isZero();
    assertThat(turn()).isZero();
    assertThat(has(image)).isTrue();
  }

  /** The parent holds the call for longer than this test takes; nothing else goes on meanwhile. */
  @Test
  void hearsOfANewScheduleWhileItWaitsOutsideTheWindow() throws Exception {
    hub.schedule("0 20 * * *", "PT1H");
    StoredManifest image = images.push("team/app", "v1", layer(1, 1000));
    restart(LINK);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Duration> waiting = threads.submit(() -> conversation.turn(Stop.NEVER));
      assertThat(waiting).isNotDone();

      hub.schedule("0 8 * * *", "PT1H");

      assertThat(waiting.get(10, TimeUnit.SECONDS)).as("no wait before the next turn").isZero();
    }
    conversation.turn(Stop.NEVER);
    assertThat(has(image)).isTrue();
  }

  /** A call that is held must not outlast the time until the window opens. */
  @Test
  void waitsNoLongerThanUntilTheWindowOpens() throws Exception {
    hub.schedule("0 20 * * *", "PT1H");
    restart(LINK);
    clock.advance(Duration.ofHours(12).minusMillis(300));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Duration> waiting = threads.submit(() -> conversation.turn(Stop.NEVER));

      assertThat(waiting.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  /** It answers at once, so the site waits by itself, as it did before calls were held. */
  @Test
  void anOlderParentIsAskedOnceAMinuteOutsideTheWindow() throws IOException {
    hub.schedule("0 20 * * *", "PT1H");
    hub.beOld();
    restart(LINK);

    assertThat(turn()).isEqualTo(LINK.heartbeat());
    hub.schedule("0 8 * * *", "PT1H");
    assertThat(turn()).isZero();
    images.push("team/app", "v1", layer(1, 1000));
    turn();
    assertThat(lastReport().syncState()).isEqualTo("Succeeded");
  }

  @Test
  void aNewScheduleEndsASyncThatIsUnderWay() throws IOException {
    hub.schedule("0 8 * * *", "PT6H");
    StoredManifest image = images.push("team/app", "v1", layer(1, 1_000_000));
    restart();
    parent.after(
        400_000,
        () -> {
          hub.schedule("0 20 * * *", "PT1H");
          conversation.beat();
        });

    turn();

    assertThat(has(image)).isFalse();
    assertThat(turn()).isEqualTo(LINK.heartbeat());
    clock.advance(Duration.ofHours(12));
    turn();
    assertThat(has(image)).isTrue();
  }

  @Test
  void aClockThatIsSetBackEndsASyncOutsideTheWindow() throws IOException {
    hub.schedule("0 8 * * *", "PT1H");
    StoredManifest image = images.push("team/app", "v1", layer(1, 1_000_000));
    restart();
    parent.after(
        400_000,
        () -> {
          clock.advance(Duration.ofHours(-12));
          conversation.beat();
        });

    turn();

    assertThat(has(image)).isFalse();
    assertThat(turn()).isEqualTo(LINK.heartbeat());
  }

  /** It never waits for longer than a minute, so a clock that jumps costs no more than that. */
  @Test
  void clockJumpsOfADayNeitherEndSyncingNorMakeABusyLoop() throws IOException {
    hub.schedule("0 8 * * *", "PT1H");
    StoredManifest first = images.push("team/app", "v1", layer(1, 1000));
    restart();
    turn();
    assertThat(has(first)).isTrue();

    for (Duration jump : List.of(Duration.ofDays(1), Duration.ofDays(-2), Duration.ofDays(1))) {
      clock.advance(jump);
      StoredManifest next = images.push("team/app", "v2", layer(jump.toDays(), 1000));
      turn();
      assertThat(has(next, "v2")).as("after a jump of %s", jump).isTrue();

      clock.advance(Duration.ofHours(2));
      assertThat(turn()).as("outside the window").isEqualTo(LINK.heartbeat());
      clock.advance(Duration.ofHours(-2));
    }
  }

  /** Where Europe's clocks went from 02:00 to 03:00, 01:30 UTC is 01:30 UTC. */
  @Test
  void daylightSavingMovesNoWindow() throws IOException {
    hub.schedule("30 1 * * *", "PT1H");
    StoredManifest image = images.push("team/app", "v1", layer(1, 1000));
    restart();
    clock.set(Instant.parse("2026-03-29T01:29:00Z"));
    assertThat(turn()).isEqualTo(Duration.ofMinutes(1));

    clock.set(Instant.parse("2026-03-29T01:30:00Z"));
    turn();
    assertThat(has(image)).isTrue();

    clock.set(Instant.parse("2026-03-29T02:30:00Z"));
    assertThat(turn()).isEqualTo(LINK.heartbeat());
    clock.set(Instant.parse("2026-10-25T01:29:59Z"));
    assertThat(turn()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void comparesEverythingAfterASilenceThatItsMessagesDidNotOutlive() throws IOException {
    hub.tell(it -> it.withMessageTtl("P3D"));
    images.push("team/app", "v1", layer(1, 1000));
    restart();
    turn();
    assertThat(lastReport().syncTrigger()).isEqualTo("InitialSync");

    clock.advance(Duration.ofDays(3).plusSeconds(1));
    StoredManifest missed = images.push("team/app", "v1", layer(2, 1000));
    conversation.open();
    assertThat(journal.cursor()).isEmpty();
    turn();

    assertThat(lastReport().syncTrigger()).isEqualTo("RecoveryService");
    assertThat(has(missed)).isTrue();
    conversation.open();
    assertThat(journal.cursor()).as("once is enough").isPresent();
  }

  @Test
  void countsTheSilenceOverARestart() throws IOException {
    images.push("team/app", "v1", layer(1, 1000));
    turn();
    clock.advance(Duration.ofDays(2).plusSeconds(1));
    restart();

    assertThat(journal.cursor()).as("the usual time to live is two days").isEmpty();
  }

  @Test
  void followsMessagesAfterAShorterSilence() throws IOException {
    hub.tell(it -> it.withMessageTtl("P3D"));
    images.push("team/app", "v1", layer(1, 1000));
    restart();
    turn();

    clock.advance(Duration.ofDays(3));
    StoredManifest missed = images.push("team/app", "v1", layer(2, 1000));
    conversation.open();
    turn();

    assertThat(lastReport().syncTrigger()).isEqualTo("Message");
    assertThat(has(missed)).isTrue();
  }

  @Test
  void anAbortIsPastOnceTheNextSyncBegins() throws IOException {
    StoredManifest image = images.push("team/app", "v1", layer(1, 1_000_000));
    restart();
    parent.fail(true);
    assertThatThrownBy(this::turn).isInstanceOf(SyncAbortedException.class);
    assertThat(lastReport().details())
        .extracting(StatusReport.Detail::code)
        .containsExactly("SyncAborted");

    conversation.failed("it was cut");
    conversation.open();
    parent.fail(false);
    List<StatusReport> meanwhile = new ArrayList<>();
    parent.after(400_000, () -> meanwhile.add(lastReport()));
    turn();

    assertThat(meanwhile.getFirst().syncState()).isEqualTo("Syncing");
    assertThat(meanwhile.getFirst().details()).isEmpty();
    assertThat(requireNonNull(meanwhile.getFirst().vitals()).lastError()).isEqualTo("it was cut");
    assertThat(has(image)).isTrue();
  }

  /** A process on the folder of the one before. */
  private void restart() throws IOException {
    restart(IMPATIENT);
  }

  private void restart(LinkSettings settings) throws IOException {
    ParentAddress address = ParentAddress.of(hub.connection());
    var gateway = openings.add(new GatewayClient(address.link("one"), address.trust()));
    var registry =
        openings.add(RegistryClient.create(address.registry(), ClientSettings.defaults()));
    parent = new SlowParent(new RegistryParent(registry));
    journal = FileSyncJournal.open(folder.resolve("sync"));
    var claim = new ActivationRequest("one", "test");
    var site =
        new SiteState(
            gateway.activate(claim),
            new StoredConfiguration(DurableFile.secret(folder.resolve("configuration.json"))),
            new SiteAccounts(clock),
            new SiteAccounts(clock),
            journal,
            new Bell());
    var contact = ParentContact.open(DurableFile.open(folder.resolve("contact")), clock);
    var vitals = new SiteVitals(folder, Optional::empty);
    conversation =
        new Conversation(
            gateway,
            claim,
            engine(),
            journal,
            site,
            new SiteStatus("test", "site:443", true, vitals, clock, new Random(1)),
            FileConflictLog.open(DurableFile.open(folder.resolve("conflicts.json")), metadata),
            new LinkState("hub", contact),
            settings,
            clock);
    conversation.open();
  }

  private SyncEngine engine() {
    var surroundings =
        new SyncSurroundings(
            clock, new Random(2), Pause.REAL, Thread.ofVirtual().name("sync-", 0).factory());
    return SyncEngine.create(
        parent,
        content.as(Writer.SYNC),
        journal,
        SyncSettings.DEFAULT,
        surroundings,
        new ProgressLog(clock));
  }

  private Duration turn() {
    Duration wait = conversation.turn(Stop.NEVER);
    conversation.beat();
    return wait;
  }

  private StatusReport lastReport() {
    return hub.reports().getLast();
  }

  private boolean has(StoredManifest image) {
    return has(image, "v1");
  }

  private boolean has(StoredManifest image, String tag) {
    return metadata.findTag(APP, new Tag(tag)).filter(image.digest()::equals).isPresent();
  }

  private static long everything(StoredManifest image) {
    return image.parse().blobs().stream().mapToLong(Descriptor::size).sum();
  }

  /** The parent, of whose blobs each byte is counted; something happens on the way. */
  private static final class SlowParent implements Parent {
    private final Parent parent;
    private final AtomicLong read = new AtomicLong();
    private long at = Long.MAX_VALUE;
    private Runnable event = () -> {};
    private volatile boolean failing;

    SlowParent(Parent parent) {
      this.parent = parent;
    }

    /** Does this once, when so many bytes of blobs were read. */
    synchronized void after(long bytes, Runnable what) {
      at = bytes;
      event = what;
    }

    long read() {
      return read.get();
    }

    /** From now on there is no listing. */
    void fail(boolean failing) {
      this.failing = failing;
    }

    private synchronized void count(int bytes) {
      if (bytes > 0 && read.addAndGet(bytes) >= at) {
        at = Long.MAX_VALUE;
        event.run();
      }
    }

    @Override
    public BlobSource openBlob(RepositoryName repository, Descriptor blob, long offset) {
      BlobSource source = parent.openBlob(repository, blob, offset);
      return new BlobSource() {
        @Override
        public long offset() {
          return source.offset();
        }

        @Override
        public int read(ByteBuffer target) {
          int count = source.read(target);
          count(count);
          return count;
        }

        @Override
        public void close() {
          source.close();
        }
      };
    }

    @Override
    public List<RepositoryName> listRepositories() {
      return parent.listRepositories();
    }

    @Override
    public List<Tag> listTags(RepositoryName repository) {
      if (failing) {
        throw new ParentException(ParentException.Kind.UNREACHABLE, "it was cut", null);
      }
      return parent.listTags(repository);
    }

    @Override
    public Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
      return parent.resolve(repository, reference);
    }

    @Override
    public StoredManifest fetchManifest(RepositoryName repository, Digest digest) {
      return parent.fetchManifest(repository, digest);
    }

    @Override
    public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
      return parent.listReferrers(repository, subject);
    }
  }
}
