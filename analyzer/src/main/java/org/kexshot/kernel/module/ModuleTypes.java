package org.kexshot.kernel.module;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.types.Btf;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;
import org.kexshot.types.TypeTable;

/**
 * Searches the types that loaded modules have of their own. Their BTF goes on where the kernel's
 * ends, and a copy of it stays in memory, in the list {@code btf_modules} (since 5.11, commit
 * 36e68442d1af); where {@code struct module} points is given back once a module is loaded. Cost:
 * each module's BTF is read, searched and let go. Source: {@code btf_module_notify} in {@code
 * kernel/bpf/btf.c}.
 */
public final class ModuleTypes {
  private static final int MAX_BTF_BYTES = 1 << 25;

  private final KernelImage image;
  private final Problems problems = new Problems();

  public ModuleTypes(KernelImage image) {
    this.image = image;
  }

  /**
   * The first thing found in a module's types, those of the module loaded last first.
   *
   * @param search what to do with each module's own types
   * @throws IOException if symbols or types of the kernel are missing
   */
  public Optional<KernelType> find(Function<TypeTable, Optional<KernelType>> search)
      throws IOException {
    for (KernelStruct entry : entries()) {
      try {
        Optional<KernelType> found = search.apply(types(entry));
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException damaged) {
        problems.add("types of a module: %s", damaged.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Which modules' types could not be searched, and why. */
  public List<String> problems() {
    return problems.list();
  }

  private List<KernelStruct> entries() throws IOException {
    List<KernelStruct> entries = new ArrayList<>();
    OptionalLong head = image.symbols().findData("btf_modules");
    // Without CONFIG_DEBUG_INFO_BTF_MODULES there is no such structure.
    if (head.isPresent() && image.types().findStruct("btf_module").isPresent()) {
      long offset = image.offset("btf_module", "list");
      new LinkedNodes(image.memory(), problems)
          .circular(
              "the list of modules' types",
              head.getAsLong(),
              node -> entries.add(image.struct("btf_module", node - offset)));
    }
    return entries;
  }

  private TypeTable types(KernelStruct entry) throws IOException {
    KernelStruct btf = entry.target("btf");
    String resource = "the BTF of module " + btf.text("name");
    long bytes = btf.number("data_size");
    if (bytes <= 0 || bytes > MAX_BTF_BYTES) {
      throw new TypeException("%s is said to be %d bytes long".formatted(resource, bytes));
    }
    long start = btf.number("start_id");
    if (start != image.btf().endId()) {
      throw new TypeException(
          "%s goes on from type %d, but the kernel's types end before %d; these are another kernel's"
              .formatted(resource, start, image.btf().endId()));
    }
    byte[] blob = image.memory().readBytes(btf.pointer("data"), (int) bytes);
    return new TypeTable(
        Btf.parseSplit(resource, blob, image.btf()), image.architecture().pointerSize());
  }
}
