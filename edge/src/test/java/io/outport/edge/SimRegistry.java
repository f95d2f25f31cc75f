package io.outport.edge;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.auth.Account;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import io.outport.sync.BlobSource;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.up.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** The registry of a site's parent over a simulated link, under the rights of its sync token. */
final class SimRegistry implements Parent, Upstream {
  private static final int PIECE = 16;
  private static final int ALL = Integer.MAX_VALUE;

  private final SimLink link;
  private final SimProcess caller;
  private final String token;
  private final String password;
  private final Random random;

  SimRegistry(SimLink link, SimProcess caller, String token, String password, Random random) {
    this.link = link;
    this.caller = caller;
    this.token = token;
    this.password = password;
    this.random = random;
  }

  /** A parent's content, as one account may use it. */
  private record Visit(Content content, Account account) {
    void require(RepositoryName repository, RepositoryAction action) {
      if (!account.allows(repository, action)) {
        throw new OciException(
            ErrorCode.DENIED, "'%s' may not %s".formatted(account.name(), action.label()));
      }
    }
  }

  @Override
  public List<RepositoryName> listRepositories() {
    return call(
        visit ->
            visit.content().metadata().listRepositories("", ALL).stream()
                .filter(it -> visit.account().allows(it, RepositoryAction.CONTENT_READ))
                .toList());
  }

  @Override
  public List<Tag> listTags(RepositoryName repository) {
    return reading(repository, content -> content.metadata().listTags(repository, "", ALL));
  }

  @Override
  public Optional<Descriptor> resolve(RepositoryName repository, Reference reference) {
    return reading(repository, content -> content.metadata().findManifest(repository, reference))
        .map(StoredManifest::descriptor);
  }

  @Override
  public Optional<Digest> find(RepositoryName repository, Reference reference) {
    return resolve(repository, reference).map(Descriptor::digest);
  }

  @Override
  public StoredManifest fetchManifest(RepositoryName repository, Digest digest) {
    return reading(repository, content -> content.readManifest(repository, Reference.of(digest)));
  }

  @Override
  public List<Descriptor> listReferrers(RepositoryName repository, Digest subject) {
    return reading(repository, content -> content.listReferrers(repository, subject));
  }

  @Override
  public BlobSource openBlob(RepositoryName repository, Descriptor blob, long offset) {
    return reading(
        repository, content -> open(content.openBlob(repository, blob.digest()), offset));
  }

  @Override
  public boolean hasBlob(RepositoryName repository, Digest digest) {
    return reading(
        repository, content -> content.metadata().findBlob(repository, digest).isPresent());
  }

  @Override
  public void pushBlob(
      RepositoryName repository, Descriptor blob, io.outport.oci.client.BlobSource source) {
    var _ =
        call(
            visit -> {
              visit.require(repository, RepositoryAction.CONTENT_WRITE);
              receive(visit.content(), repository, blob, source);
              return true;
            });
  }

  @Override
  public void pushManifest(
      RepositoryName repository, Reference reference, StoredManifest manifest) {
    Set<Tag> tags = reference instanceof Tag tag ? Set.of(tag) : Set.of();
    var _ =
        call(
            visit -> {
              visit.require(repository, RepositoryAction.CONTENT_WRITE);
              visit.content().putManifest(repository, manifest, tags);
              return true;
            });
  }

  @Override
  public void delete(RepositoryName repository, Reference reference) {
    var _ =
        call(
            visit -> {
              visit.require(repository, RepositoryAction.CONTENT_DELETE);
              return switch (reference) {
                case Tag tag -> visit.content().deleteTag(repository, tag);
                case Reference.ByDigest(Digest digest) ->
                    visit.content().deleteManifest(repository, digest);
              };
            });
  }

  private <T> T reading(RepositoryName repository, Function<Content, T> work) {
    return call(
        visit -> {
          visit.require(repository, RepositoryAction.CONTENT_READ);
          return work.apply(visit.content());
        });
  }

  private <T> T call(Function<Visit, T> work) {
    try {
      return link.call(caller, serving -> work.apply(visit(serving)));
    } catch (SimLink.Lost e) {
      throw lost(e);
    } catch (OciException e) {
      throw new ParentException(kind(e.code()), String.valueOf(e.getMessage()), e);
    } catch (StoreException e) {
      throw new ParentException(
          ParentException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private Visit visit(SimNode.Serving serving) {
    Account account =
        serving
            .accounts()
            .authenticate(token, password)
            .orElseThrow(
                () -> new OciException(ErrorCode.UNAUTHORIZED, "'%s' is refused".formatted(token)));
    return new Visit(serving.content(), account);
  }

  private static ParentException.Kind kind(ErrorCode code) {
    return switch (code) {
      case UNAUTHORIZED, DENIED -> ParentException.Kind.DENIED;
      case BLOB_UNKNOWN, MANIFEST_UNKNOWN, NAME_UNKNOWN -> ParentException.Kind.NOT_FOUND;
      default -> ParentException.Kind.PROTOCOL;
    };
  }

  private static ParentException lost(SimLink.Lost e) {
    return new ParentException(ParentException.Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
  }

  /** An upload whose link breaks is forgotten here; the parent's housekeeping would do that. */
  private void receive(
      Content content,
      RepositoryName repository,
      Descriptor blob,
      io.outport.oci.client.BlobSource source) {
    BlobUpload upload = content.blobs().openUpload(UploadId.random(random));
    try (upload;
        InputStream bytes = source.openAt(0)) {
      byte[] piece = bytes.readNBytes(PIECE);
      while (piece.length > 0) {
        link.piece(caller);
        upload.append(ByteBuffer.wrap(piece));
        piece = bytes.readNBytes(PIECE);
      }
      content.commitBlob(repository, upload, blob.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BlobSource open(BlobContent blob, long offset) {
    try {
      return new Source(blob.read(offset, blob.size() - offset), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Source implements BlobSource {
    private final InputStream bytes;
    private final long offset;

    Source(InputStream bytes, long offset) {
      this.bytes = bytes;
      this.offset = offset;
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public int read(ByteBuffer target) {
      try {
        link.piece(caller);
        byte[] piece = bytes.readNBytes(Math.min(PIECE, target.remaining()));
        target.put(piece);
        return piece.length == 0 ? -1 : piece.length;
      } catch (SimLink.Lost e) {
        throw lost(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }
}
