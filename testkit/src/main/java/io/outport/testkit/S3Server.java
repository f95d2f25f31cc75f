package io.outport.testkit;

import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.util.ForwardingBlobStore;

/**
 * A server that speaks S3 on a loopback port, with one bucket in memory; it checks signatures and
 * dates. Path-style addresses only. Needs S3Proxy on the class path of whoever uses it.
 */
public final class S3Server implements AutoCloseable {
  /** The one bucket that is there from the start. */
  public static final String BUCKET = "registry-content";

  /** Whoever signs with these may do everything. */
  public static final String ACCESS_KEY = "outport-test";

  /** The secret to {@link #ACCESS_KEY}. */
  public static final String SECRET_KEY = "only-for-tests-on-loopback";

  private final BlobStoreContext context;
  private final S3Proxy proxy;

  private S3Server(BlobStoreContext context, S3Proxy proxy) {
    this.context = context;
    this.proxy = proxy;
  }

  /** Starts one; it listens when this returns. */
  public static S3Server start() throws Exception {
    return start(blobs -> blobs);
  }

  /**
   * As above, but objects may be put together from parts of any size, where Amazon asks for 5 MiB:
   * so a test of many parts need not move many bytes.
   */
  public static S3Server startForShortParts() throws Exception {
    return start(PartsOfUnknownSize::new);
  }

  private static S3Server start(UnaryOperator<BlobStore> view) throws Exception {
    BlobStoreContext context =
        ContextBuilder.newBuilder("transient-nio2")
            .credentials(ACCESS_KEY, SECRET_KEY)
            .build(BlobStoreContext.class);
    BlobStore blobs = context.getBlobStore();
    blobs.createContainerInLocation(null, BUCKET);
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(view.apply(blobs))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    proxy.start();
    return new S3Server(context, proxy);
  }

  /** The server compares the sizes that it knows. */
  private static final class PartsOfUnknownSize extends ForwardingBlobStore {
    private static final long UNKNOWN = -1;

    PartsOfUnknownSize(BlobStore blobs) {
      super(blobs);
    }

    @Override
    public List<MultipartPart> listMultipartUpload(MultipartUpload upload) {
      return super.listMultipartUpload(upload).stream()
          .map(
              part ->
                  MultipartPart.create(
                      part.partNumber(), UNKNOWN, part.partETag(), part.lastModified()))
          .toList();
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("the S3 server did not stop cleanly", failure);
    } finally {
      context.close();
    }
  }
}
