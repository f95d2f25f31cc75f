package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.FileBlobStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run always says how far it got, or its thread would wait for ever and keep its place. */
final class PieceRunTest {
  @TempDir Path folder;

  @Test
  void saysSoWhenThereIsNoMemoryForAPiece() throws Exception {
    byte[] bytes = Samples.bytes(200_000);
    try (var store = FileBlobStore.open(folder, InstantSource.system())) {
      try (BlobUpload upload = store.openUpload(new UploadId("upload-under-test"))) {
        upload.append(ByteBuffer.wrap(bytes));
        upload.commit(Digest.ofBytes(bytes));
      }
      try (BlobContent blob = store.open(Digest.ofBytes(bytes)).orElseThrow()) {
        var file = blob.file().orElseThrow();
        var channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        var pieces = new Pieces.Copied(file, new Exhausted());
        var run = new PieceRun(channel.pipeline().firstContext(), pieces, 0, bytes.length);

        run.run();

        assertThat(run.reached()).isCompletedExceptionally();
      }
    }
  }

  /** As Netty's own allocators behave at their limit. */
  private static final class Exhausted extends AbstractByteBufAllocator {
    @Override
    protected ByteBuf newHeapBuffer(int initial, int max) {
      return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initial, max);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initial, int max) {
      throw new OutOfMemoryError("a test's memory is used up");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
