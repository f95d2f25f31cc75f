package io.outport.registry.tls;

import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;

/** What does the TLS arithmetic. */
public enum TlsEngine {
  /** BoringSSL through netty-tcnative. */
  NATIVE,
  /** The JDK's own: slower, and on every platform. */
  JDK;

  /** The fastest engine that this machine can load. */
  public static TlsEngine best() {
    return OpenSSLEngineOptions.isAvailable() ? NATIVE : JDK;
  }

  SSLEngineOptions options() {
    return switch (this) {
      case NATIVE -> new OpenSSLEngineOptions();
      case JDK -> new JdkSSLEngineOptions();
    };
  }
}
