package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Reads where {@code lock} prefixes are, which a kernel that began with one processor takes out and
 * puts back; one that began with several, or can have no more, keeps no list. Source: {@code
 * alternatives_smp_module_add} in {@code arch/x86/kernel/alternative.c}.
 */
final class LockSites {
  private static final int DISTANCE = 4;

  private final KernelImage image;
  private final LinkedNodes lists;

  LockSites(KernelImage image, Problems problems) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  void forEach(Consumer<PatchSite> visitor) throws IOException {
    OptionalLong head = image.symbols().findData("smp_alt_modules");
    if (head.isEmpty() || image.types().findStruct("smp_alt_module").isEmpty()) {
      return;
    }
    long link = image.offset("smp_alt_module", "next");
    lists.circular(
        "the list of locks",
        head.getAsLong(),
        node -> addAll(image.struct("smp_alt_module", node - link), visitor));
  }

  /** Each entry holds the distance from where it stands. */
  private void addAll(KernelStruct module, Consumer<PatchSite> visitor) throws IOException {
    long start = module.pointer("locks");
    long count = Math.min((module.pointer("locks_end") - start) / DISTANCE, SiteTables.MAX_SITES);
    for (long i = 0; i < count; i++) {
      long at = start + i * DISTANCE;
      long place = at + image.memory().readS32(at);
      visitor.accept(new PatchSite(place, PatchCause.SMP_LOCK, PatchSite.Form.LOCK, 0));
    }
  }
}
