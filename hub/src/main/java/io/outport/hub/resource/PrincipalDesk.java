package io.outport.hub.resource;

import io.outport.hubapi.model.ServicePrincipal;
import io.outport.hubapi.model.ServicePrincipal.RoleAssignment;
import io.outport.oci.model.Quoted;
import io.outport.registry.auth.PasswordHash;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Principals: who may do what at the control API. What is changed holds for the next request. */
public final class PrincipalDesk {
  private static final String WHAT = "principal";
  private static final int MAX_PRINCIPALS = 200;
  private static final int MAX_ROLES = 50;

  private final Principals principals;
  private final String subscriptionId;
  private final Predicate<String> isToken;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * Works on these.
   *
   * @param isToken whether a token has this name, which no principal may have then
   */
  public PrincipalDesk(
      Principals principals,
      String subscriptionId,
      Predicate<String> isToken,
      InstantSource clock,
      SecureRandom random) {
    this.principals = principals;
    this.subscriptionId = subscriptionId;
    this.isToken = isToken;
    this.clock = clock;
    this.random = random;
  }

  /** All of them, sorted by name; without secrets. */
  public List<ServicePrincipal> list() {
    return principals.current().stream()
        .sorted(Comparator.comparing(each -> Resources.key(each.name())))
        .map(each -> view(each, null))
        .toList();
  }

  /** The one with this name. */
  public ServicePrincipal get(String name) {
    return view(require(principals.current(), name), null);
  }

  /** Creates it with a secret that the answer shows this once, or gives it these roles. */
  public ResourceDesk.Written<ServicePrincipal> put(String name, ServicePrincipal wanted) {
    Names.other(WHAT, name);
    List<RoleAssignment> roles = roles(wanted.properties().roles());
    Instant expiry = expiry(wanted.properties().expiry());
    String secret = PasswordHash.generatePassword(random);
    boolean created = find(principals.current(), name).isEmpty();
    principals.change(
        all ->
            find(all, name)
                .map(old -> with(all, old, withRoles(old, roles, expiry)))
                .orElseGet(() -> added(all, fresh(name, roles, expiry, secret))));
    Principal now = require(principals.current(), name);
    return new ResourceDesk.Written<>(view(now, created ? secret : null), created);
  }

  /**
   * Makes a fresh secret, which the answer shows this once; what was signed in with the old ends.
   */
  public ServicePrincipal rotate(String name, @Nullable Instant wantedExpiry) {
    Instant expiry = expiry(wantedExpiry);
    String secret = PasswordHash.generatePassword(random);
    String hash = PasswordHash.of(secret, random).toText();
    principals.change(
        all -> {
          Principal old = require(all, name);
          return with(
              all,
              old,
              new Principal(
                  old.name(),
                  old.appId(),
                  hash,
                  old.roles(),
                  old.created(),
                  expiry,
                  old.generation() + 1));
        });
    return view(require(principals.current(), name), secret);
  }

  /** Deletes it; false where there was none. */
  public boolean delete(String name) {
    boolean existed = find(principals.current(), name).isPresent();
    principals.change(
        all -> requireOwner(all.stream().filter(each -> !isNamed(each, name)).toList()));
    return existed;
  }

  private List<Principal> added(List<Principal> all, Principal fresh) {
    if (isToken.test(fresh.name())) {
      throw ResourceProblem.conflict(
          "PrincipalNameTaken",
          "a token is called '%s' already: choose another name".formatted(fresh.name()));
    }
    if (all.stream().anyMatch(each -> each.isCalled(fresh.name()))) {
      throw ResourceProblem.conflict(
          "PrincipalNameTaken",
          "'%s' is the id of another principal: choose a name".formatted(fresh.name()));
    }
    if (all.size() >= MAX_PRINCIPALS) {
      throw ResourceProblem.conflict(
          "TooManyPrincipals",
          "a hub has at most %d principals: delete one first".formatted(MAX_PRINCIPALS));
    }
    List<Principal> more = new ArrayList<>(all);
    more.add(fresh);
    return more;
  }

  private Principal fresh(
      String name, List<RoleAssignment> roles, @Nullable Instant expiry, String secret) {
    return new Principal(
        name,
        UUID.randomUUID().toString(),
        PasswordHash.of(secret, random).toText(),
        roles,
        clock.instant().truncatedTo(ChronoUnit.SECONDS),
        expiry,
        null);
  }

  private static Principal withRoles(
      Principal old, List<RoleAssignment> roles, @Nullable Instant expiry) {
    return new Principal(
        old.name(),
        old.appId(),
        old.secretHash(),
        roles,
        old.created(),
        expiry == null ? old.expiry() : expiry,
        old.rotations());
  }

  private List<Principal> with(List<Principal> all, Principal old, Principal changed) {
    return requireOwner(all.stream().map(each -> each.equals(old) ? changed : each).toList());
  }

  /** Somebody must be left who can repair everything, and whose secret does not end. */
  private List<Principal> requireOwner(List<Principal> all) {
    List<String> subscription = List.of("subscriptions", subscriptionId);
    boolean left =
        all.stream()
            .anyMatch(
                each ->
                    each.expiry() == null && each.mayActAs(ServicePrincipal.OWNER, subscription));
    if (!left) {
      throw ResourceProblem.conflict(
          "LastOwner",
          "this would leave no Owner of the subscription whose secret does not end: make another"
              + " one first");
    }
    return all;
  }

  private List<RoleAssignment> roles(@Nullable List<RoleAssignment> wanted) {
    if (wanted == null || wanted.isEmpty()) {
      throw ResourceProblem.invalid(
          "a principal needs a role: give properties.roles with role and scope");
    }
    List<RoleAssignment> roles =
        List.copyOf(new LinkedHashSet<>(wanted.stream().map(this::role).toList()));
    if (roles.size() > MAX_ROLES) {
      throw ResourceProblem.invalid("a principal has at most %d roles".formatted(MAX_ROLES));
    }
    return roles;
  }

  private RoleAssignment role(RoleAssignment wanted) {
    String given = String.valueOf(wanted.role());
    String role =
        ServicePrincipal.ROLES.stream()
            .filter(given::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(
                () ->
                    ResourceProblem.invalid(
                        "role '%s' is not one: give Owner, Contributor or Reader"
                            .formatted(Quoted.shorten(given))));
    List<String> scope = Principal.segments(String.valueOf(wanted.scope()));
    boolean ours =
        scope.size() >= 2
            && scope.getFirst().equalsIgnoreCase("subscriptions")
            && scope.get(1).equalsIgnoreCase(subscriptionId);
    if (!ours) {
      throw ResourceProblem.invalid(
          "scope '%s' is not one of this hub: it begins with '/subscriptions/%s'"
              .formatted(Quoted.shorten(String.valueOf(wanted.scope())), subscriptionId));
    }
    return new RoleAssignment(role, "/" + String.join("/", scope));
  }

  private @Nullable Instant expiry(@Nullable Instant wanted) {
    if (wanted != null && !wanted.isAfter(clock.instant())) {
      throw ResourceProblem.invalid(
          "expiry %s is over already: give a later one".formatted(wanted));
    }
    return wanted;
  }

  private static Optional<Principal> find(List<Principal> all, String name) {
    return all.stream().filter(each -> isNamed(each, name)).findFirst();
  }

  private static boolean isNamed(Principal principal, String name) {
    return principal.name().equalsIgnoreCase(name);
  }

  private static Principal require(List<Principal> all, String name) {
    return find(all, name)
        .orElseThrow(
            () ->
                ResourceProblem.of(
                    ResourceProblem.Kind.NOT_FOUND,
                    "ResourceNotFound",
                    "there is no principal '%s': see 'outport hub principal list'"
                        .formatted(Quoted.shorten(name))));
  }

  private ServicePrincipal view(Principal principal, @Nullable String secret) {
    List<RoleAssignment> roles =
        principal.roles() == null
            ? List.of(
                new RoleAssignment(ServicePrincipal.OWNER, "/subscriptions/" + subscriptionId))
            : principal.roles();
    return new ServicePrincipal(
        "/subscriptions/%s/providers/%s/%s"
            .formatted(subscriptionId, ServicePrincipal.TYPE, principal.name()),
        principal.name(),
        ServicePrincipal.TYPE,
        new ServicePrincipal.Properties(
            principal.appId(), roles, principal.created(), principal.expiry(), secret));
  }
}
