package org.kexshot.cli.render.html;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.render.diff.ImageTitle;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.Identities;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.operation.Image;

/**
 * Two images of a tiny kernel of one boot, in which whatever has a name has one that would run as a
 * script, end one, or deceive a reader. Between them modules come, data changes, a slab page
 * changes and a free page becomes a slab.
 */
public final class HostileImages {
  /** What the names try to set. */
  static final String FLAG = "hacked";

  /** None is longer than a module's name can be. */
  static final List<String> NAMES =
      List.of(
          "<script>window.hacked=1</script>",
          "\"><img src=x onerror=window.hacked=1>",
          "'><svg onload=window.hacked=1>",
          "</script><script>window.hacked=1</script>",
          "<!--<script>window.hacked=1",
          "];window.hacked=1;//",
          "${window.hacked=1}`+window.hacked",
          "javascript:window.hacked=1",
          "\u2028window.hacked=1\u2029",
          "a\u202egnp.exe\u2066b");

  /** A frame of the kernel's data, in which a variable changes. */
  static final long DATA_FRAME = 0x203;

  /** A frame of a slab cache that changes. */
  static final long SLAB_FRAME = 0x400;

  private static final long AREA = FakeKernel.PAGE_OFFSET + 0xb0_0000L;
  private static final long VARIABLES = FakeKernel.PAGE_OFFSET + (DATA_FRAME << 12);
  private static final int MODULES = 20;
  private static final int DESCRIPTOR = 32;
  private static final int FRAMES = 4096;
  private static final int SLAB_FLAG = 1 << 1;
  private static final int RESERVED_FLAG = 1 << 2;
  private static final int BUDDY = -129;

  private final FakeKernel kernel = new FakeKernel();
  private final boolean later;
  private long descriptors;

  private HostileImages(boolean later) {
    this.later = later;
  }

  public static Image before() throws IOException {
    return image(NAMES.get(0), false);
  }

  public static Image after() throws IOException {
    return image(NAMES.get(1), true);
  }

  private static Image image(String name, boolean later) throws IOException {
    HostileImages images = new HostileImages(later);
    images.layOut();
    return new Image(
        name,
        MemoryImage.of(images.kernel.dump()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void layOut() throws IOException {
    defineTypes();
    long init = kernel.allocate("task_struct");
    kernel.ring(init + kernel.offset("task_struct", "tasks"));
    kernel.symbol("init_task", init);
    describePages();
    changeData();
    loadModules();
  }

  private void defineTypes() {
    kernel
        .enumerate("pageflags", "PG_locked", "PG_slab", "PG_reserved", "PG_head")
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_head", "first: *char")
        .define(
            "page",
            "flags: unsigned int",
            "compound_head: unsigned int",
            "slab_cache: *char",
            "mapping: *char",
            "index: unsigned int",
            "private: unsigned int",
            "_mapcount: int",
            "_refcount: int")
        .define("file_system_type", "name: *char")
        .define("super_block", "s_type: *file_system_type", "s_dev: unsigned int")
        .define(
            "inode",
            "i_ino: unsigned int",
            "i_rdev: unsigned int",
            "i_sb: *super_block",
            "i_dentry: hlist_head")
        .define("address_space", "host: *inode")
        .define("kmem_cache", "name: *char")
        .define("task_struct", "tasks: list_head", "nsproxy: *char", "mm: *char")
        .define("kobject", "entry: list_head")
        .define("kset", "list: list_head")
        .define("module_kobject", "kobj: kobject", "mod: *char")
        .define("layout", "base: *char", "size: unsigned int")
        .define(
            "module",
            "state: int",
            "list: list_head",
            "name: char[56]",
            "mkobj: module_kobject",
            "core_layout: layout",
            "init_layout: layout");
  }

  private void describePages() throws IOException {
    kernel
        .symbol("_stext", FakeKernel.PAGE_OFFSET + 0x20_0000)
        .symbol("_etext", FakeKernel.PAGE_OFFSET + 0x20_2000)
        .symbol("_sdata", FakeKernel.PAGE_OFFSET + 0x20_2000)
        .symbol("_edata", FakeKernel.PAGE_OFFSET + 0x20_5000);
    descriptors = kernel.allocate(FRAMES * DESCRIPTOR);
    long map = kernel.allocate(4);
    kernel.number(map, descriptors, 4);
    kernel.info("SYMBOL(mem_map)=%x\nNUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=%d\n".formatted(map, BUDDY));
    for (long frame = 0; frame < FRAMES; frame++) {
      page(frame, "_mapcount", -1);
      page(frame, "_refcount", 1);
    }
    page(DATA_FRAME, "flags", RESERVED_FLAG);
    long cache = kernel.allocate("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string(NAMES.get(3)));
    for (long frame = SLAB_FRAME; frame < SLAB_FRAME + 16; frame++) {
      page(frame, "flags", SLAB_FLAG);
      page(frame, "slab_cache", cache);
    }
    kernel.number(FakeKernel.PAGE_OFFSET + (SLAB_FRAME << 12), later ? 2 : 1, 4);
  }

  private void page(long frame, String member, long value) throws IOException {
    kernel.set(descriptors + frame * DESCRIPTOR, "page", member, value);
  }

  private void changeData() {
    for (int i = 0; i < NAMES.size(); i++) {
      kernel.symbol(NAMES.get(i), VARIABLES + 8L * i);
      kernel.number(VARIABLES + 8L * i, later ? 33 : 60, 4);
    }
    kernel.symbol("behind_them", VARIABLES + 8L * NAMES.size());
  }

  private void loadModules() throws IOException {
    long head = kernel.allocate("list_head");
    kernel.symbol("modules", head);
    long highMemory = kernel.allocate(4);
    kernel.number(highMemory, AREA, 4);
    kernel.symbol("high_memory", highMemory);
    long set = kernel.allocate("kset");
    kernel.ring(set);
    long setPointer = kernel.allocate(4);
    kernel.number(setPointer, set, 4);
    kernel.symbol("module_kset", setPointer);
    long[] nodes = new long[later ? MODULES : 0];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = module(i) + kernel.offset("module", "list");
    }
    kernel.ring(head, nodes);
  }

  private long module(int number) throws IOException {
    long base = AREA + number * 0x4000L;
    long module = base + 0x1f80;
    String name = number < NAMES.size() ? NAMES.get(number) : "plain_" + number;
    kernel.text(module, "module", "name", name);
    kernel.set(module, "module", "mkobj.mod", module);
    kernel.set(module, "module", "core_layout.base", base);
    kernel.set(module, "module", "core_layout.size", 0x4000);
    return module;
  }

  /** The page of the two. */
  static String report() throws IOException {
    try (Image first = before();
        Image second = after()) {
      ImageDifference difference = first.mappedDifferenceTo(second, Identities.DECLARED);
      return new HtmlReport(
              new ImageTitle(first.name(), Optional.empty()),
              new ImageTitle(second.name(), Optional.empty()),
              difference,
              Findings.of(difference, NoiseModel.NONE),
              first::frame,
              second::frame)
          .html();
    }
  }
}
