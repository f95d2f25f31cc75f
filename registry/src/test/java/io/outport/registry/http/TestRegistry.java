package io.outport.registry.http;

import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A registry on loopback for tests: real server, memory stores, accounts that a test can change.
 */
final class TestRegistry implements AutoCloseable {
  static final String SERVICE = "registry.example.test";
  static final Account ADMIN =
      new Account(
          "admin",
          List.of(new ScopeRule(RepositoryPattern.EVERY, Set.of(RepositoryAction.values()))));

  /** Accounts with their passwords in the clear: a test's own, never a product's. */
  static final class KnownAccounts implements Accounts {
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();

    void put(Account account, String password) {
      accounts.put(account.name(), account);
      passwords.put(account.name(), password);
    }

    void remove(String name) {
      accounts.remove(name);
    }

    @Override
    public Optional<Account> authenticate(String name, String password) {
      return password.equals(passwords.get(name)) ? find(name) : Optional.empty();
    }

    @Override
    public Optional<Account> find(String name) {
      return Optional.ofNullable(accounts.get(name));
    }
  }

  final KnownAccounts accounts = new KnownAccounts();
  final BlobStore blobs;
  final MetadataStore metadata;
  final Content content;
  final RequestTokens tokens;
  final RegistryRoutes routes;
  final ConnectionGuard guard;
  private final Vertx vertx;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private TestRegistry(
      RegistrySettings settings,
      HttpServerOptions options,
      BlobStore blobs,
      InstantSource clock,
      int port) {
    this.blobs = blobs;
    this.metadata = new MemoryMetadataStore(clock);
    this.content = new Content(blobs, metadata, ContentListener.NONE);
    SecureRandom random = new SecureRandom();
    this.tokens =
        new RequestTokens(settings.serviceHost(), settings.tokenLifetime(), clock, random);
    this.routes = new RegistryRoutes(content, accounts, tokens, settings, threads, random, clock);
    this.guard = new ConnectionGuard(settings.protection().connections());
    this.vertx = guard.openVertx();
    this.server =
        vertx
            .createHttpServer(guard.limit(options))
            .requestHandler(routes)
            .connectionHandler(this::welcome)
            .invalidRequestHandler(RegistryRoutes::refuseInvalid)
            .listen(port, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    accounts.put(ADMIN, "admin-password");
  }

  static TestRegistry start() {
    return start(RegistrySettings.of(SERVICE, RegistrySettings.Access.READ_WRITE));
  }

  static TestRegistry start(RegistrySettings settings) {
    return start(settings, new MemoryBlobStore());
  }

  static TestRegistry start(RegistrySettings settings, BlobStore blobs) {
    return new TestRegistry(
        settings, RegistryRoutes.serverOptions(), blobs, InstantSource.system(), 0);
  }

  static TestRegistry start(RegistrySettings settings, BlobStore blobs, InstantSource clock) {
    return new TestRegistry(settings, RegistryRoutes.serverOptions(), blobs, clock, 0);
  }

  static TestRegistry start(
      RegistrySettings settings, BlobStore blobs, HttpServerOptions options, int port) {
    return new TestRegistry(settings, options, blobs, InstantSource.system(), port);
  }

  /** Over TLS, on any port. */
  static TestRegistry start(RegistrySettings settings, BlobStore blobs, TestTls tls) {
    return new TestRegistry(settings, tls.serverOptions(), blobs, InstantSource.system(), 0);
  }

  private void welcome(HttpConnection connection) {
    guard.watch(connection);
    routes.attach(connection);
  }

  int port() {
    return server.actualPort();
  }

  String root() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    threads.shutdownNow();
  }
}
