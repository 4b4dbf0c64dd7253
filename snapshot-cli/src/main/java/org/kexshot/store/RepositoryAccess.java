package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.seal.SealingKey;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryFormat;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.key.KeyRing;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.sealed.SealedFiles;

/**
 * How a repository's files are reached: as they are, or through its key.
 *
 * @param plain as they lie on the disk
 * @param files as they are read
 * @param key of an encrypted repository
 */
record RepositoryAccess(
    RepositoryFormat format,
    RepositoryFiles plain,
    RepositoryFiles files,
    Optional<SealingKey> key) {

  /** Opens what is there. */
  static RepositoryAccess open(RepositoryFiles plain, KeySource keys) throws IOException {
    RepositoryFormat format = RepositoryFormat.read(plain);
    if (!format.isEncrypted()) {
      return new RepositoryAccess(format, plain, plain, Optional.empty());
    }
    SealingKey key = new KeyRing(plain).unlock(keys.secret(plain.layout().root()));
    return sealed(format, plain, key);
  }

  private static RepositoryAccess sealed(
      RepositoryFormat format, RepositoryFiles plain, SealingKey key) {
    return new RepositoryAccess(format, plain, new SealedFiles(plain, key), Optional.of(key));
  }

  /** Opens what is there, or makes an empty repository that is not encrypted. */
  static RepositoryAccess openOrCreate(RepositoryFiles plain, KeySource keys) throws IOException {
    if (plain.exists(plain.layout().format())) {
      return open(plain, keys);
    }
    List<Path> parts = parts(plain.layout());
    requireEmpty(plain.layout(), parts);
    make(plain, parts);
    RepositoryFormat format = new RepositoryFormat(FormatVersion.newest(), false);
    format.write(plain);
    return new RepositoryAccess(format, plain, plain, Optional.empty());
  }

  /** Makes an empty repository that is encrypted: its key first, so that none is without one. */
  static RepositoryAccess createEncrypted(RepositoryFiles plain, KeySource keys)
      throws IOException {
    RepositoryLayout layout = plain.layout();
    if (plain.exists(layout.format())) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: is a repository already, %s; `kexshot copy` copies its snapshots to another"
              .formatted(
                  layout.root(),
                  RepositoryFormat.read(plain).isEncrypted() ? "encrypted" : "not encrypted"));
    }
    List<Path> parts = new ArrayList<>(parts(layout));
    parts.add(layout.keys());
    requireEmpty(layout, parts);
    make(plain, parts);
    SealingKey key = new KeyRing(plain).create(keys.secret(layout.root()));
    RepositoryFormat format = new RepositoryFormat(FormatVersion.newest(), true);
    format.write(plain);
    return sealed(format, plain, key);
  }

  private static List<Path> parts(RepositoryLayout layout) {
    return List.of(
        layout.temporary(), layout.snapshots(), layout.maps(), layout.packs(), layout.cache());
  }

  private static void requireEmpty(RepositoryLayout layout, List<Path> parts) throws IOException {
    if (Files.isDirectory(layout.root())) {
      try (var entries = Files.list(layout.root())) {
        if (!entries.allMatch(parts::contains)) {
          throw new RepositoryException(
              RepositoryException.Reason.NOT_A_REPOSITORY,
              "%s: holds other files and no snapshot repository; name an empty directory"
                  .formatted(layout.root()));
        }
      }
    }
  }

  private static void make(RepositoryFiles plain, List<Path> parts) throws IOException {
    plain.makeDirectory(plain.layout().root());
    for (Path part : parts) {
      plain.makeDirectory(part);
    }
  }

  /** Has the newest version be written from now on. */
  void upgrade() throws IOException {
    new RepositoryFormat(FormatVersion.newest(), format.isEncrypted()).write(plain);
  }

  RepositoryKeys keys() throws RepositoryException {
    if (!format.isEncrypted()) {
      throw RepositoryKeys.notEncrypted(plain.layout().root());
    }
    return new RepositoryKeys(plain, key);
  }

  /** A sentence for each key that is damaged. */
  List<String> problems() throws IOException {
    return format.isEncrypted() ? keys().problems() : List.of();
  }
}
