package io.outport.gateway.http;

import io.outport.gateway.MessageQueue;
import io.outport.gateway.Sites;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One site, {@code shop1}, in memory; its token is {@code shop1} with password {@code secret}.
 * Below it is {@code till1}, whose own token is good only there.
 */
final class MemorySites implements Sites, MessageQueue {
  private @Nullable String holder;
  private long revision = 1;
  private final List<Message> history = new ArrayList<>();
  private final List<StatusReport> reports = new ArrayList<>();

  /** The instances that claimed the site below. */
  final List<String> claims = new ArrayList<>();

  boolean hubInReach = true;

  synchronized void publish(String repository) {
    long sequence = history.size() + 1L;
    history.add(
        new Message(
            sequence, java.time.Instant.EPOCH, Message.Kind.TAGGED, repository, "v1", "sha256:0"));
  }

  synchronized void reconfigure() {
    revision++;
  }

  synchronized void deactivate() {
    holder = null;
  }

  synchronized List<StatusReport> reports() {
    return List.copyOf(reports);
  }

  @Override
  public SignIn signIn(String site, String tokenName, String password) {
    if (!tokenName.equals("shop1") || !password.equals("secret")) {
      return SignIn.REFUSED;
    }
    if (site.equals("till1")) {
      return SignIn.ELSEWHERE;
    }
    return site.equalsIgnoreCase("shop1") ? SignIn.ACCEPTED : SignIn.UNKNOWN_SITE;
  }

  @Override
  public synchronized Holding activate(String site, ActivationRequest request) {
    if (site.equals("till1")) {
      claims.add(request.instanceId());
      return hubInReach ? Holding.MINE : Holding.UNDECIDED;
    }
    if (holder == null) {
      holder = request.instanceId();
    }
    return holding(site, request.instanceId());
  }

  @Override
  public synchronized Holding holding(String site, String instanceId) {
    if (holder == null) {
      return Holding.FREE;
    }
    return holder.equals(instanceId) ? Holding.MINE : Holding.ANOTHERS;
  }

  @Override
  public synchronized Optional<SiteConfiguration> findConfiguration(String site) {
    return Optional.of(
        new SiteConfiguration(
            "shop1",
            revision,
            "ReadOnly",
            List.of("app/*"),
            "* * * * *",
            "",
            List.of(),
            "Information"));
  }

  @Override
  public synchronized long configurationRevision(String site) {
    return revision;
  }

  @Override
  public boolean isBelow(String site, String ancestor) {
    return site.equals("till1") && ancestor.equals("shop1");
  }

  @Override
  public synchronized void report(String site, StatusReport report) {
    reports.add(report);
  }

  @Override
  public synchronized MessageBatch read(String site, long after, int limit) {
    List<Message> looked =
        history.stream().filter(each -> each.sequence() > after).limit(limit).toList();
    long last = looked.isEmpty() ? after : looked.getLast().sequence();
    List<Message> ours =
        looked.stream().filter(each -> each.repository().startsWith("app/")).toList();
    return new MessageBatch(ours, last, revision, false);
  }
}
