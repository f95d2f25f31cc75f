package io.outport.edge;

import io.outport.gateway.Bell;
import io.outport.gateway.http.GatewayRoutes;
import io.outport.gateway.http.JsonExchange;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.ArtifactEventBatch;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.SiteLink;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.Writer;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.sync.Backoff;
import io.outport.sync.MemorySyncJournal;
import io.outport.sync.Stop;
import io.outport.sync.SyncJournal;
import io.outport.sync.SyncResult;
import io.outport.sync.engine.SyncEngine;
import io.outport.sync.engine.SyncSettings;
import io.outport.sync.engine.SyncSurroundings;
import io.outport.sync.transfer.TransferSettings;
import io.outport.sync.up.Outbox;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One machine with a site: its stores and its connection string outlive its processes. */
final class SimSite implements SimNode, AutoCloseable {
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
  private static final SyncSettings SETTINGS =
      new SyncSettings(
          new TransferSettings(1, 32, 64, 16, 3, SHORT),
          1,
          2,
          SHORT,
          new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10)),
          4,
          3,
          50);

  /** What a site does beside talking with its parent, and that. */
  private static final int KINDS = 5;

  private final SimWorld world;
  private final String name;
  private final boolean readWrite;
  private final SimLink link;
  private final InstantSource clock = () -> this.world().now().plus(skew());
  private int disks;
  private Disk disk;
  private Duration skew = Duration.ZERO;
  private String password;
  private @Nullable Running running;

  /** The process that was started last, which may not have come so far as to run. */
  private @Nullable SimProcess latest;

  SimSite(SimWorld world, String name, boolean readWrite, SimNode parent, String password) {
    this.world = world;
    this.name = name;
    this.readWrite = readWrite;
    this.link = new SimLink(world, parent);
    this.password = password;
    this.disk = newDisk();
  }

  /** What outlives a process, and is another one in a machine that was installed anew. */
  private record Disk(
      String instance,
      long historyBase,
      Path folder,
      MemoryBlobStore blobs,
      MetadataStore metadata,
      MemorySyncJournal journal) {
    DurableFile file(String file) {
      return DurableFile.open(folder.resolve(file));
    }
  }

  private Disk newDisk() {
    disks++;
    String instance = name + "-" + disks;
    Path folder = world.folder(instance);
    // Only SQL knows what is unsent; the others need no file.
    return new Disk(
        instance,
        1_000_000L + world.random().nextInt(1_000_000_000),
        folder,
        new MemoryBlobStore(clock),
        readWrite
            ? SqlMetadataStore.open(folder.resolve("metadata.db"), clock)
            : new MemoryMetadataStore(clock),
        new MemorySyncJournal());
  }

  /** A new machine takes the place of this one, with the same connection string. */
  void replace() {
    kill();
    disk.metadata().close();
    disk = newDisk();
  }

  /** Whether this is still the first machine. */
  boolean isFirst() {
    return disks == 1;
  }

  /** What a process of the site consists of. */
  private record Running(
      Serving serving,
      SiteState state,
      LinkState linked,
      Conversation conversation,
      ReportRelay reports,
      EventOutbox events,
      Optional<UpLink> up,
      SyncEngine engine) {}

  /** The talking of one process; it claims its place anew after each failure. */
  private boolean open;

  @Override
  public String name() {
    return name;
  }

  String token() {
    return "token-" + name;
  }

  boolean isReadWrite() {
    return readWrite;
  }

  SimLink link() {
    return link;
  }

  SimNode parent() {
    return link.parent();
  }

  @Override
  public Optional<Serving> serving() {
    return running().map(Running::serving);
  }

  private Optional<Running> running() {
    return Optional.ofNullable(running).filter(it -> !it.serving().process().hasEnded());
  }

  /** Sets the machine's clock this far from the true time. */
  void skew(Duration other) {
    skew = other;
  }

  private Duration skew() {
    return skew;
  }

  private SimWorld world() {
    return world;
  }

  /** A person puts a new connection string in place; the next process uses it. */
  void connect(String newPassword) {
    password = newPassword;
    kill();
  }

  void kill() {
    SimProcess last = latest;
    if (last != null) {
      last.end();
    }
  }

  /** The content as it is, whoever looks at it. */
  Content content() {
    return new Content(disk.blobs(), disk.metadata(), ContentListener.NONE);
  }

  /** Whether a client may sign in here now. */
  boolean admits(String client, String clientPassword) {
    return running()
        .orElseThrow()
        .serving()
        .accounts()
        .authenticate(client, clientPassword)
        .isPresent();
  }

  /** Compares everything once more. */
  SyncResult compare() {
    Running now = running().orElseThrow();
    return now.engine().syncAll(now.state().scope(), Stop.NEVER);
  }

  /** Does one of the things that a site's threads do, or starts a process where there is none. */
  void step() {
    attempt(
        () -> {
          Optional<Running> now = running();
          if (now.isEmpty()) {
            start();
          } else {
            step(now.get(), world.random().nextInt(2 * KINDS - 2));
          }
        });
  }

  /** Does each of them once. */
  void stepAll() {
    attempt(() -> running().ifPresentOrElse(it -> {}, this::start));
    for (int which = 0; which < KINDS; which++) {
      int next = which;
      attempt(() -> running().ifPresent(it -> step(it, next)));
    }
  }

  private void step(Running it, int which) {
    switch (which) {
      case 0 -> it.conversation().beat();
      case 1 -> it.up().ifPresent(up -> up.send(1));
      case 2 -> tell(it);
      case 3 -> it.reports().handUp();
      default -> talk(it);
    }
  }

  private void talk(Running it) {
    try {
      if (!open) {
        it.conversation().open();
        open = true;
      }
      var _ = it.conversation().turn(Stop.NEVER);
    } catch (GatewayException | SyncAbortedException | StoreException e) {
      open = false;
      it.linked().failed(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
  }

  private static void tell(Running it) {
    try {
      if (!it.events().send()) {
        it.events().rest();
      }
    } catch (GatewayException | StoreException ignored) {
      // Tried again at the next step, as the site's thread does.
      return;
    }
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (SimProcess.Ended ignored) {
      // The next step starts another process.
      open = false;
    }
  }

  private void start() {
    var process = new SimProcess(world.chaos());
    latest = process;
    open = false;
    var parent = URI.create("https://" + link.parent().name());
    var gateway =
        new GatewayClient(
            new SiteLink(parent, name, token(), password, disk.instance()),
            new SimTransport(link, process, world.secrets()));
    var claim = new ActivationRequest(disk.instance(), "1.0");
    var stored = new StoredConfiguration(disk.file("configuration.json"));
    try {
      SiteConfiguration configuration =
          stored
              .find()
              .orElseGet(
                  () -> {
                    SiteConfiguration first = gateway.activate(claim);
                    process.mayEnd(SimChaos.CALL_FATAL);
                    stored.save(first);
                    return first;
                  });
      running = wire(process, gateway, claim, stored, configuration);
    } catch (GatewayException ignored) {
      // A new site that cannot claim its place ends; a person starts it again.
      return;
    }
  }

  private Running wire(
      SimProcess process,
      GatewayClient gateway,
      ActivationRequest claim,
      StoredConfiguration stored,
      SiteConfiguration configuration) {
    var bell = new Bell();
    MetadataStore meaning = process.guard(MetadataStore.class, disk.metadata());
    var content =
        new Content(
            process.guard(BlobStore.class, disk.blobs()),
            meaning,
            new ContentNews(bell, ContentListener.NONE));
    SyncJournal remembered = process.guard(SyncJournal.class, disk.journal());
    var accounts = new SiteAccounts(clock);
    var state =
        new SiteState(configuration, stored, accounts, new SiteAccounts(clock), remembered, bell);
    var linked =
        new LinkState(link.parent().name(), ParentContact.open(disk.file("contact"), clock));
    var reports = new ReportRelay(gateway, Duration.ofMinutes(1));
    var routes =
        new GatewayRoutes(
            new RelayedSites(state, gateway, linked, reports, clock),
            new SiteQueue(state, content.metadata(), disk.historyBase()),
            bell,
            new JsonExchange(Runnable::run),
            (child, holder, events) ->
                gateway.reportEventsBelow(child, holder, new ArtifactEventBatch(events)));
    var registry = new SimRegistry(link, process, token(), password, world.random());
    var surroundings =
        new SyncSurroundings(
            clock, world.random(), length -> world.pass(length), SimSite::onThisThread);
    SyncEngine engine =
        SyncEngine.create(
            registry,
            content.as(Writer.SYNC),
            remembered,
            SETTINGS,
            surroundings,
            new ProgressLog(clock));
    var vitals = new SiteVitals(disk.folder(), Optional::empty);
    var status = new SiteStatus("1.0", name + ".test", true, vitals, clock, world.random());
    var conflicts = FileConflictLog.open(disk.file("conflicts.json"), meaning);
    var settings = LinkSettings.DEFAULT;
    var conversation =
        new Conversation(
            gateway, claim, engine, remembered, state, status, conflicts, linked, settings, clock);
    var told = new ToldEvents(disk.file("events.told"));
    var events = new EventOutbox(meaning, told, gateway::reportEvents, state, clock);
    state.follow(events::heed);
    Optional<UpLink> up = Optional.empty();
    if (readWrite) {
      var outbox = new Outbox(registry, content, remembered, conflicts, name, clock);
      up = Optional.of(new UpLink(outbox, state, status, bell, settings, clock, world.random()));
    }
    Content served = readWrite ? content.as(Writer.CLIENT) : content;
    return new Running(
        new Serving(process, routes, served, accounts),
        state,
        linked,
        conversation,
        reports,
        events,
        up,
        engine);
  }

  /** A thread that does its work when it is started: so a seed replays the same. */
  private static Thread onThisThread(Runnable work) {
    return new Thread(work) {
      @Override
      public void start() {
        work.run();
      }
    };
  }

  @Override
  public void close() {
    disk.metadata().close();
  }
}
