package io.outport.sync.engine;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.MetadataStore;
import io.outport.sync.SyncJournal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process at its N-th call to a store: that call and all later ones throw. A call
 * either did its work before, or did not, as {@code after} says.
 */
final class Faults {
  private final AtomicInteger calls = new AtomicInteger();
  private final int at;
  private final boolean after;

  Faults(int at, boolean after) {
    this.at = at;
    this.after = after;
  }

  /** What a dead process's code sees. */
  static final class ProcessEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProcessEnded() {
      super("the process ended here");
    }
  }

  /** Whether the process ended. */
  boolean struck() {
    return calls.get() >= at;
  }

  void wrap(Site site) {
    site.blobs = wrap(BlobStore.class, site.memoryBlobs);
    site.metadata = wrap(MetadataStore.class, site.memoryMetadata);
    site.journal = wrap(SyncJournal.class, site.memoryJournal);
  }

  static void unwrap(Site site) {
    site.blobs = site.memoryBlobs;
    site.metadata = site.memoryMetadata;
    site.journal = site.memoryJournal;
  }

  private <T> T wrap(Class<T> port, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> {
              // Closing is what the operating system does for a dead process.
              if (method.getName().equals("close")) {
                return method.invoke(target, arguments);
              }
              int call = calls.incrementAndGet();
              if (call > at || (call == at && !after)) {
                throw new ProcessEnded();
              }
              try {
                Object result = method.invoke(target, arguments);
                if (call == at) {
                  close(result);
                  throw new ProcessEnded();
                }
                return wrapped(result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return port.cast(proxy);
  }

  private @Nullable Object wrapped(@Nullable Object result) {
    return switch (result) {
      case BlobUpload upload -> wrap(BlobUpload.class, upload);
      case Optional<?> found when found.orElse(null) instanceof BlobUpload upload ->
          Optional.of(wrap(BlobUpload.class, upload));
      case null -> null;
      default -> result;
    };
  }

  private static void close(@Nullable Object result) throws Exception {
    if (result instanceof BlobUpload upload) {
      upload.close();
    }
  }
}
