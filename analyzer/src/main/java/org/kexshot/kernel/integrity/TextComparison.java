package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleMemory;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.memory.MemoryFault;

/**
 * Compares the text of the kernel and its modules with that of the first image of the same boot,
 * and tells apart what the kernel patches itself: static keys and calls are passed over, probes and
 * traced functions are said to explain the difference. A module is compared if the first image has
 * it at the same place. Cost: one read of the text in each image.
 */
final class TextComparison {

  /** Changed bytes that are not further apart belong to one patch. */
  private static final int GAP = 8;

  /** The space that x86_64 has for the kernel is 1 GiB at most; a text takes some 20 MiB. */
  private static final long MAX_TEXT = 1 << 28;

  private static final int MAX_SHOWN = 16;

  private record Patch(long start, long end) {}

  private final Inspection inspection;
  private final KernelImage image;
  private final KernelImage first;
  private final PatchSites sites;
  private final Map<Long, PatchSites.Reason> explained = new LinkedHashMap<>();
  private Patch open;

  TextComparison(Inspection inspection, KernelImage first, PatchSites sites) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.first = first;
    this.sites = sites;
  }

  void check() throws IOException {
    compare("the kernel", image.symbols().require("_stext"), image.symbols().require("_etext"));
    for (Module module : ModuleList.read(first).items()) {
      Optional<ModuleMemory> now = text(image, module);
      if (now.isPresent() && now.equals(text(first, module))) {
        long start = now.get().start();
        compare("module " + module.name(), start, start + now.get().size());
      }
    }
    for (Map.Entry<Long, PatchSites.Reason> site : explained.entrySet()) {
      report(new Patch(site.getKey(), site.getKey() + 5), site.getValue().words(), true);
    }
  }

  /** The code of a module of the first image, if the image has it at the same address. */
  private static Optional<ModuleMemory> text(KernelImage kernel, Module module) {
    try {
      KernelStruct struct = kernel.struct("module", module.structAddress());
      return Optional.of(ModuleList.code(struct, struct.text("name")));
    } catch (IOException unloaded) {
      return Optional.empty();
    }
  }

  private void compare(String whose, long start, long end) throws IOException {
    if (Long.compareUnsigned(end - start, MAX_TEXT) > 0) {
      inspection
          .problems()
          .add("the text of %s is said to be from 0x%x to 0x%x", whose, start, end);
      return;
    }
    long absentPages = 0;
    for (long at = start; Long.compareUnsigned(at, end) < 0; at = (at & -Page.SIZE) + Page.SIZE) {
      int length = (int) Math.min(end - at, Page.SIZE - (at & Page.SIZE - 1));
      try {
        comparePage(at, image.memory().readBytes(at, length), first.memory().readBytes(at, length));
      } catch (MemoryFault absent) {
        absentPages++;
      }
    }
    close();
    if (absentPages > 0) {
      inspection
          .problems()
          .add("%d pages of the text of %s are not in both images", absentPages, whose);
    }
  }

  private void comparePage(long address, byte[] now, byte[] before) throws IOException {
    for (int i = 0; i < now.length; i++) {
      if (now[i] != before[i]) {
        changed(address + i);
      }
    }
  }

  private void changed(long address) throws IOException {
    Optional<Map.Entry<Long, PatchSites.Site>> site = sites.at(address);
    if (site.isPresent()) {
      PatchSites.Reason reason = site.get().getValue().reason();
      if (reason == PatchSites.Reason.TRACER || reason == PatchSites.Reason.PROBE) {
        explained.put(site.get().getKey(), reason);
      }
    } else if (open != null && address - open.end() <= GAP) {
      open = new Patch(open.start(), address + 1);
    } else {
      close();
      open = new Patch(address, address + 1);
    }
  }

  private void close() throws IOException {
    if (open != null) {
      report(open, "was " + bytes(first, open), false);
      open = null;
    }
  }

  private void report(Patch patch, String expected, boolean byRight) throws IOException {
    inspection
        .found()
        .accept(
            new Finding(
                FindingType.TEXT,
                ModuleSymbols.describe(image, patch.start()),
                patch.start(),
                bytes(image, patch),
                expected,
                byRight));
  }

  private static String bytes(KernelImage kernel, Patch patch) throws IOException {
    int length = (int) Math.min(patch.end() - patch.start(), MAX_SHOWN);
    return HexFormat.ofDelimiter(" ").formatHex(kernel.memory().readBytes(patch.start(), length));
  }
}
