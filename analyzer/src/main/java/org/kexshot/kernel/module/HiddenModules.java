package org.kexshot.kernel.module;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.Translation;
import org.kexshot.types.Member;

/**
 * Finds modules that are not on the kernel's list: in the set of kernel objects behind {@code
 * /sys/module}, and by what a {@code struct module} looks like in the memory that modules are
 * loaded to. It lies among the module's own data, {@code mkobj.mod} points to the structure itself,
 * and the base of the module's memory points to the start of what it lies in. A table of symbols
 * has such a word too, so that by this one alone what the loader fills by zeros must be zeros.
 * Cost: one read of every page mapped in the modules' range; on i386, that of all vmalloc. Source:
 * {@code include/linux/module.h}, {@code kernel/module/sysfs.c}, {@code
 * Documentation/x86/x86_64/mm.rst}.
 */
final class HiddenModules {

  /** {@code __START_KERNEL_map}, and the size of the kernel's image with KASLR. */
  private static final long TEXT_MAP = 0xffff_ffff_8000_0000L;

  private static final long USUAL_IMAGE_SIZE = 0x4000_0000L;
  private static final long WIDE_END = 0xffff_ffff_ff00_0000L;

  /** Where i386's fixed mappings begin at the latest. */
  private static final long NARROW_END = 0xffc0_0000L;

  private static final long MAX_MODULE = 1 << 28;
  private static final int MAX_STATE = 3;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{2,63}");

  private final KernelImage image;
  private final Problems problems;
  private final Set<Long> found = new TreeSet<>(Long::compareUnsigned);
  private final long selfOffset;
  private final long baseOffset;
  private final long sizeOffset;
  private final long start;
  private final long end;

  HiddenModules(KernelImage image, Problems problems) throws IOException {
    this.image = image;
    this.problems = problems;
    this.selfOffset = image.offset("module", "mkobj.mod");
    this.baseOffset = ofMemory(image.struct("module", 0), "base");
    this.sizeOffset = ofMemory(image.struct("module", 0), "size");
    if (image.architecture() == Architecture.I386) {
      this.start = image.memory().readPointer(image.symbols().require("high_memory"));
      this.end = NARROW_END;
    } else {
      long size = image.vmcoreinfo().constant("KERNEL_IMAGE_SIZE").orElse(USUAL_IMAGE_SIZE);
      this.start = TEXT_MAP + size;
      this.end = WIDE_END;
    }
  }

  /** An array of memories by use since 6.4, commit ac3b43283923; the code comes first. */
  private static long ofMemory(KernelStruct module, String member) throws IOException {
    if (module.has("core_layout")) {
      return module.member("core_layout." + member).offset();
    }
    Member memories = module.member("mem");
    return memories.offset()
        + memories.type().element().member(member).map(Member::offset).orElse(0L);
  }

  /**
   * Visits the structures of modules that are not known.
   *
   * @param known addresses of those on the list
   */
  void forEach(Set<Long> known, LinkedNodes.Visitor visitor) throws IOException {
    addFromSet();
    scan();
    for (long module : found) {
      if (!known.contains(module)) {
        visitor.visit(module);
      }
    }
  }

  private void addFromSet() throws IOException {
    OptionalLong set = image.symbols().findData("module_kset");
    if (set.isEmpty()) {
      return;
    }
    long objects = image.memory().readPointer(set.getAsLong());
    if (objects == 0) {
      return;
    }
    long entry = image.offset("module_kobject", "kobj.entry");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the set of module objects",
            image.struct("kset", objects).addressOf("list"),
            node -> {
              // What is built in has an object there too, and no structure.
              long module = image.struct("module_kobject", node - entry).pointer("mod");
              if (module != 0) {
                consider(module);
              }
            });
  }

  private void scan() throws IOException {
    long at = start;
    while (Long.compareUnsigned(at, end) < 0) {
      Translation page = image.memory().translate(at);
      if (page.isMapped()) {
        scanPage(at & -Page.SIZE);
        at = (at & -Page.SIZE) + Page.SIZE;
      } else {
        long next = page.virtualStart() + page.size();
        if (Long.compareUnsigned(next, at) <= 0) {
          return;
        }
        at = next;
      }
    }
  }

  private void scanPage(long address) throws IOException {
    ByteBuffer page;
    try {
      page =
          ByteBuffer.wrap(image.memory().readBytes(address, Page.SIZE))
              .order(ByteOrder.LITTLE_ENDIAN);
    } catch (MemoryFault deviceOrExcluded) {
      return;
    }
    int step = image.memory().pointerSize();
    for (int i = 0; i < Page.SIZE; i += step) {
      long word = step == 4 ? Integer.toUnsignedLong(page.getInt(i)) : page.getLong(i);
      long place = address + i;
      if (word == place - selfOffset || isBaseOf(word, place)) {
        considerQuietly(word == place - selfOffset ? word : place - baseOffset);
      }
    }
  }

  /** Whether a word can be the start of the memory that it lies in itself. */
  private boolean isBaseOf(long word, long place) {
    return (word & Page.SIZE - 1) == 0
        && Long.compareUnsigned(word, start) >= 0
        && Long.compareUnsigned(place - word, MAX_MODULE) < 0;
  }

  private void considerQuietly(long address) throws IOException {
    try {
      consider(address);
    } catch (MemoryFault noModule) {
      return;
    }
  }

  private void consider(long address) throws IOException {
    KernelStruct module = image.struct("module", address);
    long base = image.memory().readPointer(address + baseOffset);
    boolean placed = (base & Page.SIZE - 1) == 0 && Long.compareUnsigned(base, start) >= 0;
    boolean own =
        module.pointer("mkobj.mod") == address
            || Long.compareUnsigned(address - base, MAX_MODULE) < 0 && isLoaded(module);
    long state = module.number("state");
    if (placed && own && state >= 0 && state <= MAX_STATE && isName(module.text("name"))) {
      found.add(address);
    }
  }

  /** Whether memory is as the loader fills it: of some size, and zeros behind the name. */
  private boolean isLoaded(KernelStruct module) throws IOException {
    long size = image.memory().readU32(module.address() + sizeOffset);
    Member member = module.member("name");
    byte[] name =
        image.memory().readBytes(module.address() + member.offset(), (int) member.type().size());
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return size > 0
        && size <= MAX_MODULE
        && Arrays.equals(name, end, name.length, new byte[name.length], end, name.length);
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
