package io.outport.registry.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before whatever accepts connections and closes those that are too many, before anything is
 * kept for them. The ones that are open are not touched.
 */
@Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionCap.class);

  private final int maxOpen;
  private final int maxPerAddress;
  private final AtomicInteger open = new AtomicInteger();
  // Bounded by the number of open connections.
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private volatile boolean full;

  ConnectionCap(int maxOpen, int maxPerAddress) {
    this.maxOpen = maxOpen;
    this.maxPerAddress = maxPerAddress;
  }

  int open() {
    return open.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (!(message instanceof Channel child)
        || !(child.remoteAddress() instanceof InetSocketAddress remote)) {
      super.channelRead(context, message);
      return;
    }
    InetAddress address = remote.getAddress();
    if (!admit(address)) {
      child.unsafe().closeForcibly();
      return;
    }
    var _ = child.closeFuture().addListener(_ -> leave(address));
    super.channelRead(context, message);
  }

  private boolean admit(InetAddress address) {
    if (open.incrementAndGet() > maxOpen) {
      open.decrementAndGet();
      sayOnce();
      return false;
    }
    if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
      leave(address);
      log.atDebug()
          .setMessage("refused a connection: its address has too many")
          .addKeyValue("address", address.getHostAddress())
          .addKeyValue("limit", maxPerAddress)
          .log();
      return false;
    }
    return true;
  }

  private void leave(InetAddress address) {
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    // Said again only after it was half empty: a full door would fill the log.
    if (open.decrementAndGet() < maxOpen / 2) {
      full = false;
    }
  }

  private void sayOnce() {
    if (!full) {
      full = true;
      log.atWarn()
          .setMessage("refused connections: as many as allowed are open")
          .addKeyValue("limit", maxOpen)
          .log();
    }
  }
}
