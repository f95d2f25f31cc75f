package io.outport.sync;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoredManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A parent over some content, whose every call can be made to fail and whose blobs can break. */
public final class ScriptedParent implements Parent {
  private final Content content;
  private final Map<Digest, Long> served = new HashMap<>();
  private final Map<Digest, byte[]> forged = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private Script script = (call, name) -> {};
  private LongSupplier cuts = () -> Long.MAX_VALUE;
  private boolean ignoringRange;

  public ScriptedParent(Content content) {
    this.content = content;
  }

  /** Throws to make a call fail. */
  @FunctionalInterface
  public interface Script {
    /** Called at the start of call number {@code call}, counted from 1. */
    void before(int call, String name);
  }

  /** Lets this decide about every call from now on; calls are counted anew. */
  public synchronized void follow(Script next) {
    script = next;
    calls.clear();
  }

  /** Cuts each blob's body after as many bytes as this says. */
  public synchronized void cutAfter(LongSupplier bytes) {
    cuts = bytes;
  }

  /** Answers every blob from its start. */
  public synchronized void ignoreRange() {
    ignoringRange = true;
  }

  /** Sends these bytes in place of the blob's own; null ends it. */
  public synchronized void forge(Digest digest, byte[] bytes) {
    forged.put(digest, bytes);
  }

  /** Ends forging. */
  public synchronized void behave() {
    forged.clear();
  }

  /** Bytes sent of this blob. */
  public synchronized long served(Digest digest) {
    return served.getOrDefault(digest, 0L);
  }

  /** Bytes sent of all blobs. */
  public synchronized long served() {
    return served.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The calls so far, each as its name and what it is about. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** A failure of the link. */
  public static ParentException unreachable() {
    return new ParentException(ParentException.Kind.UNREACHABLE, "the link is down", null);
  }

  @Override
  public List<RepositoryName> listRepositories() {
    enter("catalog");
    return content.metadata().listRepositories("", Integer.MAX_VALUE);
  }

  @Override
  public List<Tag> listTags(RepositoryName repository) {
    enter("tags " + repository);
    return content.metadata().listTags(repository, "", Integer.MAX_VALUE);
  }

  @Override
  public Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
    enter("resolve " + new ImageName(repository, reference));
    return content.metadata().findManifest(repository, reference).map(StoredManifest::descriptor);
  }

  @Override
  public StoredManifest fetchManifest(RepositoryName repository, Digest digest) {
    enter("manifest " + digest);
    return content
        .metadata()
        .findManifest(repository, Reference.of(digest))
        .orElseThrow(
            () ->
                new ParentException(ParentException.Kind.NOT_FOUND, "no manifest " + digest, null));
  }

  @Override
  public BlobSource openBlob(RepositoryName repository, Descriptor blob, long offset) {
    enter("blob " + blob.digest());
    byte[] bytes = bytes(repository, blob.digest());
    return new Source(blob.digest(), bytes, ignoringRange ? 0 : offset, cuts.getAsLong());
  }

  @Override
  public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
    enter("referrers " + subject);
    return content.listReferrers(repository, subject);
  }

  private synchronized void enter(String name) {
    calls.add(name);
    script.before(calls.size(), name);
  }

  private synchronized void count(Digest digest, int bytes) {
    served.merge(digest, (long) bytes, Long::sum);
  }

  private synchronized byte[] bytes(RepositoryName repository, Digest digest) {
    byte[] forgery = forged.get(digest);
    if (forgery != null) {
      return forgery;
    }
    try (var blob = content.openBlob(repository, digest);
        var stream = blob.read(0, blob.size())) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Source implements BlobSource {
    private final Digest digest;
    private final byte[] bytes;
    private final long offset;
    private long left;
    private int position;

    Source(Digest digest, byte[] bytes, long offset, long left) {
      this.digest = digest;
      this.bytes = bytes;
      this.offset = offset;
      this.left = left;
      this.position = (int) offset;
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public int read(ByteBuffer target) {
      if (position == bytes.length) {
        return -1;
      }
      if (left == 0) {
        throw unreachable();
      }
      int count = (int) Math.min(Math.min(target.remaining(), bytes.length - position), left);
      target.put(bytes, position, count);
      position += count;
      left -= count;
      count(digest, count);
      return count;
    }

    @Override
    public void close() {}
  }
}
