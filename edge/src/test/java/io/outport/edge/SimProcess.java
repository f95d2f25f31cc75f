package io.outport.edge;

import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.MetadataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of one process. It may end at any write to what outlives it, just before or just after
 * the write; from then on nothing of it can touch that any more, whatever its code still tries.
 */
final class SimProcess {
  private static final List<String> READS =
      List.of(
          "find", "list", "has", "last", "oldest", "id", "size", "checkpointed", "cursor", "as");

  private final SimChaos chaos;
  private boolean ended;

  SimProcess(SimChaos chaos) {
    this.chaos = chaos;
  }

  /** What code meets that runs in a process that has ended. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("the process ended here", null, false, false);
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** Kill -9. */
  void end() {
    ended = true;
  }

  /** Ends it here, perhaps. */
  void mayEnd(int onceIn) {
    if (chaos.strikes(onceIn)) {
      ended = true;
    }
    requireAlive();
  }

  void requireAlive() {
    if (ended) {
      throw new Ended();
    }
  }

  /** What outlives the process, as the process sees it. */
  <T> T guard(Class<T> port, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> call(target, method, arguments));
    return port.cast(proxy);
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    // Closing is what the operating system does for a dead process.
    if (method.getName().equals("close") || method.getDeclaringClass() == Object.class) {
      return invoke(target, method, arguments);
    }
    requireAlive();
    boolean fatal = isWrite(method) && chaos.strikes(SimChaos.WRITE_FATAL);
    if (fatal && chaos.strikes(2)) {
      ended = true;
      throw new Ended();
    }
    Object result = invoke(target, method, arguments);
    if (fatal) {
      close(result);
      ended = true;
      throw new Ended();
    }
    return guarded(result);
  }

  private static @Nullable Object invoke(
      Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static boolean isWrite(Method method) {
    return READS.stream().noneMatch(method.getName()::startsWith);
  }

  private @Nullable Object guarded(@Nullable Object result) {
    return switch (result) {
      case BlobUpload upload -> guard(BlobUpload.class, upload);
      case MetadataStore other -> guard(MetadataStore.class, other);
      case Optional<?> found when found.orElse(null) instanceof BlobUpload upload ->
          Optional.of(guard(BlobUpload.class, upload));
      case null -> null;
      default -> result;
    };
  }

  private static void close(@Nullable Object result) {
    if (result instanceof BlobUpload upload) {
      upload.close();
    }
  }
}
