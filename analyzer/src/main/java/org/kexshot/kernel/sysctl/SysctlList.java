package org.kexshot.kernel.sysctl;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.RedBlackTree;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the kernel parameters under {@code /proc/sys} whose value lies in memory as it is; those
 * that are computed when asked for are left out. Those of network namespaces are the first one's.
 * Source: {@code fs/proc/proc_sysctl.c}, {@code kernel/sysctl.c}.
 */
public final class SysctlList {
  /** Kernel settings, as {@code sysctl -a} lists them. */
  public static final ObjectKind<Sysctl> KIND =
      ObjectKind.of(
          "sysctl",
          "settings",
          "List the kernel settings of an image.",
          SysctlList::of,
          Sysctl::title,
          List.of(
              column("SETTING", text("name", Sysctl::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("VALUE", text("value", Sysctl::value, COMPARED, INDEXED)),
              column(
                  "FORM",
                  setting -> setting.raw() ? "raw" : "",
                  meaning(
                      "as integers, since the kernel's function that shows it is not known",
                      flag("raw", Sysctl::raw))),
              meaning("of the value", address("address", Sysctl::address, INDEXED))));

  private static final FactReader<Listing<Sysctl>> SETTINGS = SysctlList::read;

  /**
   * Of the pool of the usual size, whose table entry points to no variable ({@code mm/hugetlb.c}).
   */
  private static final Map<String, String> HUGE_PAGES =
      Map.of(
          "vm.nr_hugepages", "max_huge_pages",
          "vm.nr_overcommit_hugepages", "nr_overcommit_huge_pages");

  private static final int MAX_DEPTH = 16;
  private static final int MAX_VALUE = 1024;
  private static final int FORMAT_MASK = 0xf000;
  private static final int DIRECTORY = 0x4000;
  private static final int LINK = 0xa000;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final SysctlValue values;
  private final AddressSet seen = new AddressSet();
  private final List<Sysctl> found = new ArrayList<>();
  private final long nodeSize;

  private SysctlList(KernelImage image) throws IOException {
    this.image = image;
    this.values = new SysctlValue(image);
    this.nodeSize = image.type("ctl_node").size();
  }

  /** All parameters, by name, read once per image. */
  public static Listing<Sysctl> of(KernelImage image) throws IOException {
    return image.once(SETTINGS);
  }

  /**
   * Reads all parameters, by name.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Sysctl> read(KernelImage image) throws IOException {
    SysctlList list = new SysctlList(image);
    KernelStruct root = image.symbolStruct("sysctl_table_root", "ctl_table_root");
    list.readDirectory("", root.embedded("default_set.dir"), 0);
    OptionalLong network = image.symbols().findData("init_net");
    if (network.isPresent()) {
      KernelStruct net = image.struct("net", network.getAsLong());
      if (net.has("sysctls.dir")) {
        list.readDirectory("", net.embedded("sysctls.dir"), 0);
      }
    }
    list.found.sort(Comparator.comparing(Sysctl::name));
    return new Listing<>(list.found, list.problems.list());
  }

  private void readDirectory(String path, KernelStruct directory, int depth) throws IOException {
    if (depth > MAX_DEPTH || !seen.add(directory.address())) {
      problems.add("the directory /proc/sys/%s contains itself", path.replace('.', '/'));
      return;
    }
    long link = image.offset("ctl_node", "node");
    new RedBlackTree(image, problems)
        .forEach(
            "the directory /proc/sys/" + path.replace('.', '/'),
            directory.addressOf("root"),
            node -> readNode(path, image.struct("ctl_node", node - link), depth));
  }

  /**
   * A table has one node an entry, in the same order; which one this is tells which entry it is.
   */
  private void readNode(String path, KernelStruct node, int depth) throws IOException {
    KernelStruct header = image.struct("ctl_table_header", node.pointer("header"));
    long index = (node.address() - header.pointer("node")) / nodeSize;
    KernelStruct entry =
        image.struct(
            "ctl_table", header.pointer("ctl_table") + index * image.type("ctl_table").size());
    String name = path + entry.text("procname");
    int format = entry.integer("mode") & FORMAT_MASK;
    if (format == DIRECTORY) {
      // A directory's header is the first member of what describes it.
      readDirectory(name + ".", image.struct("ctl_dir", header.address()), depth + 1);
    } else if (HUGE_PAGES.containsKey(name)) {
      readHugePages(name, HUGE_PAGES.get(name));
    } else if (format != LINK) {
      SysctlForm form = values.form(entry);
      Optional<String> value = values.read(entry, form, MAX_VALUE);
      if (value.isPresent()) {
        long bytes = values.length(entry, form, MAX_VALUE);
        found.add(
            new Sysctl(
                name,
                value.get(),
                form == SysctlForm.RAW,
                entry.pointer("data"),
                bytes,
                values.number(form, bytes)));
      }
    }
  }

  private void readHugePages(String name, String member) throws IOException {
    OptionalLong pools = image.symbols().findData("hstates");
    OptionalLong usual = image.symbols().findData("default_hstate_idx");
    if (pools.isEmpty() || usual.isEmpty()) {
      return;
    }
    long index = image.memory().readU32(usual.getAsLong());
    KernelStruct pool =
        image.struct("hstate", pools.getAsLong() + index * image.type("hstate").size());
    found.add(
        new Sysctl(
            name,
            Long.toUnsignedString(pool.number(member)),
            false,
            pool.addressOf(member),
            image.memory().pointerSize(),
            "long unsigned int"));
  }
}
