package org.kexshot.store.read;

import java.io.IOException;
import org.kexshot.diff.page.PageDigests;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/** Digests of a stored snapshot's pages: the first bytes of the hashes that packs have of them. */
final class StoredDigests implements PageDigests {
  private final PageMap map;
  private final PackSet packs;

  StoredDigests(PageMap map, PackSet packs) {
    this.map = map;
    this.packs = packs;
  }

  @Override
  public long endFrame() throws IOException {
    long end = 0;
    PageMap.Cursor runs = map.cursor();
    while (runs.next()) {
      end = runs.start() + runs.count();
    }
    return end;
  }

  @Override
  public long pages() throws IOException {
    long pages = 0;
    PageMap.Cursor runs = map.cursor();
    while (runs.next()) {
      pages += PageReference.isStored(runs.reference()) ? runs.count() : 0;
    }
    return pages;
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    PageMap.Cursor runs = map.cursor();
    while (runs.next()) {
      if (runs.reference() == PageReference.ZERO) {
        visitor.zeros(runs.start(), runs.count());
      } else if (PageReference.isStored(runs.reference())) {
        for (long i = 0; i < runs.count(); i++) {
          visitor.page(runs.start() + i, packs.digest(runs.reference() + i));
        }
      }
    }
  }
}
