package io.outport.registry.content;

import io.outport.registry.content.StoreException.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before the real stores and fails the N-th call of all that go through it: before it is
 * done, or after, when only its answer is lost.
 */
final class FaultyPort {
  /** What a store hands out that is called as well. */
  private static final Set<Class<?>> PORTS =
      Set.of(BlobStore.class, MetadataStore.class, BlobUpload.class);

  /** When the fault is met. */
  enum Moment {
    BEFORE,
    AFTER
  }

  private final long fault;
  private final Moment moment;
  private long calls;

  FaultyPort(long fault, Moment moment) {
    this.fault = fault;
    this.moment = moment;
  }

  boolean wasMet() {
    return calls >= fault;
  }

  <T> T before(Class<T> port, T store) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, values) -> call(method, store, values)));
  }

  private Object call(Method method, Object store, Object[] values) throws Throwable {
    // Closing gives back what the process holds; a store that ends is not asked again.
    boolean failing = !method.getName().equals("close") && ++calls == fault;
    if (failing && moment == Moment.BEFORE) {
      throw failure(method);
    }
    Object result;
    try {
      result = method.invoke(store, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (failing) {
      release(result);
      throw failure(method);
    }
    return wrap(result);
  }

  private static StoreException failure(Method method) {
    return new StoreException(Kind.FAILED, "a test fails " + method.getName(), null);
  }

  private static void release(Object result) throws Exception {
    Object held = result instanceof Optional<?> found ? found.orElse(null) : result;
    if (held instanceof AutoCloseable open) {
      open.close();
    }
  }

  private Object wrap(Object result) {
    if (result instanceof Optional<?> found && found.isPresent()) {
      return Optional.of(wrap(found.get()));
    }
    for (Class<?> port : PORTS) {
      if (port.isInstance(result)) {
        return wrapAs(port, result);
      }
    }
    return result;
  }

  private <T> T wrapAs(Class<T> port, Object result) {
    return before(port, port.cast(result));
  }
}
