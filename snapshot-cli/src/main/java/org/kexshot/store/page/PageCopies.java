package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.Sha256;

/** Other copies of pages that a damaged pack held: a later addition may have stored them again. */
final class PageCopies {
  private final PackSet packs;
  private final Map<ByteBuffer, List<Long>> copies = new HashMap<>();

  /**
   * Looks for copies. Cost: reads 32 bytes a page of each pack.
   *
   * @param hashes of the pages that are wanted
   * @param numbers of packs that may have them
   */
  PageCopies(PackSet packs, Set<ByteBuffer> hashes, Collection<Integer> numbers)
      throws IOException {
    this.packs = packs;
    for (int number : numbers) {
      try {
        look(packs.pack(number), hashes);
      } catch (RepositoryException damaged) {
        continue;
      }
    }
  }

  private void look(Pack pack, Set<ByteBuffer> hashes) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) pack.pages() * Sha256.LENGTH);
    pack.readHashes(0, all);
    for (int position = 0; position < pack.pages(); position++) {
      ByteBuffer hash = all.slice(position * Sha256.LENGTH, Sha256.LENGTH);
      if (hashes.contains(hash) && !pack.isHole(position)) {
        copies
            .computeIfAbsent(hash, none -> new ArrayList<>())
            .add(PageReference.stored(pack.number(), position));
      }
    }
  }

  /** A page of that hash, read and hashed. */
  Optional<byte[]> find(ByteBuffer hash) throws IOException {
    byte[] wanted = new byte[Sha256.LENGTH];
    hash.duplicate().get(wanted);
    for (long reference : copies.getOrDefault(hash, List.of())) {
      byte[] page = new byte[Page.SIZE];
      try {
        packs.read(reference, 0, page, 0, page.length);
      } catch (RepositoryException damaged) {
        continue;
      }
      if (Arrays.equals(Sha256.digest().digest(page), wanted)) {
        return Optional.of(page);
      }
    }
    return Optional.empty();
  }
}
