package io.outport.trust;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * Whose a file is and who may do what with it.
 *
 * @param owner empty for whoever writes it, and its group
 */
record FileMode(Set<PosixFilePermission> permissions, Optional<Owner> owner) {
  /** For what holds other people's bytes. */
  static final FileMode PRIVATE = of("rw-------");

  /** For what everybody may know. */
  static final FileMode READABLE = of("rw-r--r--");

  FileMode {
    permissions = Set.copyOf(permissions);
  }

  /** A user and a group. */
  record Owner(UserPrincipal user, GroupPrincipal group) {}

  private static FileMode of(String permissions) {
    return new FileMode(PosixFilePermissions.fromString(permissions), Optional.empty());
  }

  /** A file's; empty where there is none. */
  static Optional<FileMode> of(Path file) throws IOException {
    try {
      PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class);
      Owner owner = new Owner(found.owner(), found.group());
      return Optional.of(new FileMode(found.permissions(), Optional.of(owner)));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  /** Gives it to a file of ours; the owner last, since afterwards it may be no more ours. */
  void giveTo(Path file) throws IOException {
    Files.setPosixFilePermissions(file, permissions);
    Optional<Owner> now = of(file).flatMap(FileMode::owner);
    if (owner.isPresent() && !owner.equals(now)) {
      giveOwnerTo(file, owner.get());
    }
  }

  private static void giveOwnerTo(Path file, Owner owner) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      view.setGroup(owner.group());
      view.setOwner(owner.user());
    } catch (FileSystemException e) {
      // A process without that power: the file stays ours, and no more can read it than before.
    }
  }
}
