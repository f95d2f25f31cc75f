package io.outport.edge;

import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Everything of one simulation that happens on one thread, out of one seed. */
final class SimWorld implements AutoCloseable {
  private final Path folder;
  private final Random random;
  private final SimChaos chaos;
  private final SimSecrets secrets;
  private final VirtualClock time = VirtualClock.start();
  private final List<SimSite> sites = new ArrayList<>();
  private final SimHub hub;
  private Runnable people = () -> {};
  private Duration hubSkew = Duration.ZERO;
  private boolean busy;

  SimWorld(Path folder, long seed, SimSecrets secrets) {
    this.folder = folder;
    this.random = new Random(seed);
    this.chaos = new SimChaos(random);
    this.secrets = secrets;
    this.hub = new SimHub(this, folder);
  }

  Random random() {
    return random;
  }

  SimChaos chaos() {
    return chaos;
  }

  SimSecrets secrets() {
    return secrets;
  }

  SimHub hub() {
    return hub;
  }

  /** All sites that there are at the hub. */
  List<SimSite> sites() {
    return sites;
  }

  Instant now() {
    return time.instant();
  }

  /** The hub's clock. */
  InstantSource clock() {
    return () -> time.instant().plus(hubSkew);
  }

  void skewHub(Duration other) {
    hubSkew = other;
  }

  void pass(Duration length) {
    time.advance(length);
  }

  /** What people do; called between steps and in the middle of calls. */
  void inhabit(Runnable deed) {
    people = deed;
  }

  /** Somebody may do something right now; never in the middle of somebody's doing. */
  void meanwhile() {
    time.advance(Duration.ofMillis(20));
    if (!busy && chaos.strikes(SimChaos.MEANWHILE)) {
      busy = true;
      try {
        people.run();
      } finally {
        busy = false;
      }
    }
  }

  /** A generator of secrets that the seed decides: never do this outside a test. */
  SecureRandom secureRandom() {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
      }
    };
  }

  Path folder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sites.forEach(SimSite::close);
    hub.close();
  }
}
