package org.kexshot.diff.series.image;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.fs.TmpfsUse;
import org.kexshot.kernel.mount.Mount;
import org.kexshot.kernel.process.AnonymousMemory;
import org.kexshot.kernel.process.Task;
import org.kexshot.kind.Listing;

/**
 * Amounts that objects hold and that are none of their attributes: memory of processes, files on
 * tmpfs. By amount, and by whose it is; empty where it could not be read.
 */
final class MeasuredAmounts {
  private static final String TMPFS = "tmpfs";

  private final KernelImage image;
  private final Map<String, Map<String, OptionalLong>> amounts = new TreeMap<>();

  private MeasuredAmounts(KernelImage image) {
    this.image = image;
  }

  /** Of the objects of a kind in an image. Cost: some reads for each process and each tmpfs. */
  static Map<String, Map<String, OptionalLong>> of(Listing<?> listing, KernelImage image) {
    MeasuredAmounts measured = new MeasuredAmounts(image);
    Set<Long> seen = new HashSet<>();
    for (Object object : listing.items()) {
      if (object instanceof Task task) {
        measured.memory(task);
      } else if (object instanceof Mount mount
          && mount.type().equals(Optional.of(TMPFS))
          && seen.add(mount.superBlock())) {
        measured.tmpfs(mount);
      }
    }
    return measured.amounts;
  }

  private void memory(Task task) {
    String whose = task.pid() + " " + task.comm();
    try {
      OptionalLong pages = AnonymousMemory.pages(image, task.address());
      if (pages.isPresent()) {
        put("anonymousPages", whose, pages);
      }
    } catch (IOException unreadable) {
      put("anonymousPages", whose, OptionalLong.empty());
    }
  }

  private void tmpfs(Mount mount) {
    String whose = mount.target().orElse("at 0x%x".formatted(mount.superBlock()));
    try {
      TmpfsUse use = TmpfsUse.of(image, mount.superBlock());
      put("files", whose, use.files());
      put("pages", whose, use.pages());
    } catch (IOException unreadable) {
      put("files", whose, OptionalLong.empty());
      put("pages", whose, OptionalLong.empty());
    }
  }

  private void put(String amount, String whose, OptionalLong value) {
    amounts.computeIfAbsent(amount, none -> new TreeMap<>()).put(whose, value);
  }
}
