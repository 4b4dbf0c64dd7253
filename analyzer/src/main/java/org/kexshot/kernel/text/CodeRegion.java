package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleMemory;
import org.kexshot.kernel.module.ModuleState;

/**
 * A range of what the kernel or a module never writes as it goes.
 *
 * @param whose in words, e.g. {@code the text of module dummy}
 * @param start kernel virtual address
 * @param end one past the last byte
 * @param isCode whether it is code, and not constants
 */
public record CodeRegion(String whose, long start, long end, boolean isCode) {
  /** The space that x86_64 has for the kernel is 1 GiB at most; a text takes some 20 MiB. */
  private static final long MAX_SIZE = 1 << 28;

  /** The text of the kernel. */
  public static CodeRegion kernelText(KernelImage image) throws IOException {
    return new CodeRegion(
        "the text of the kernel",
        image.symbols().require("_stext"),
        image.symbols().require("_etext"),
        true);
  }

  /** Its constants, with what it writes only while it starts; a kernel without is a problem. */
  public static List<CodeRegion> kernelConstants(KernelImage image, Problems problems)
      throws IOException {
    OptionalLong start = image.symbols().findData("__start_rodata");
    OptionalLong end = image.symbols().findData("__end_rodata");
    if (start.isEmpty() || end.isEmpty()) {
      problems.add("the constants of the kernel: no symbols say where they are");
      return List.of();
    }
    return List.of(
        new CodeRegion("the constants of the kernel", start.getAsLong(), end.getAsLong(), false));
  }

  /**
   * The code and constants of the modules that two images of one boot have at the same place.
   *
   * @param problems are told of those that are not ready in one of them
   */
  public static List<CodeRegion> ofModules(KernelImage before, KernelImage after, Problems problems)
      throws IOException {
    Map<Long, Module> known = new HashMap<>();
    for (Module module : ModuleList.read(before).items()) {
      known.put(module.structAddress(), module);
    }
    List<CodeRegion> regions = new ArrayList<>();
    for (Module module : ModuleList.read(after).items()) {
      Module same = known.get(module.structAddress());
      if (same == null || !same.name().equals(module.name())) {
        continue;
      }
      if (!isReady(same) || !isReady(module)) {
        problems.add("module %s: in one image it is still being loaded", module.name());
        continue;
      }
      try {
        addModule(before, after, module, regions);
      } catch (IOException fault) {
        problems.add("the text of module %s: %s", module.name(), fault.getMessage());
      }
    }
    return regions;
  }

  private static boolean isReady(Module module) {
    return module.state() == ModuleState.LIVE || module.state() == ModuleState.GOING;
  }

  private static void addModule(
      KernelImage before, KernelImage after, Module module, List<CodeRegion> regions)
      throws IOException {
    KernelStruct was = before.struct("module", module.structAddress());
    KernelStruct is = after.struct("module", module.structAddress());
    ModuleMemory code = ModuleList.code(is, module.name());
    ModuleMemory constants = ModuleList.constants(is, module.name());
    if (!code.equals(ModuleList.code(was, module.name()))
        || !constants.equals(ModuleList.constants(was, module.name()))) {
      throw new IOException("it has another size or place; another build of it was loaded");
    }
    regions.add(of("the text of module " + module.name(), code, true));
    regions.add(of("the constants of module " + module.name(), constants, false));
  }

  private static CodeRegion of(String whose, ModuleMemory memory, boolean isCode) {
    return new CodeRegion(whose, memory.start(), memory.start() + memory.size(), isCode);
  }

  /** Whether it can be as large as it claims to be. */
  boolean isBelievable() {
    return Long.compareUnsigned(end - start, MAX_SIZE) <= 0;
  }
}
