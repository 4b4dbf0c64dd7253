package org.kexshot.kernel.module;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.Member;

/**
 * Reads the loaded modules that the kernel's list names, newest first, as {@code /proc/modules}
 * does; and behind them those that hide from it, which {@link HiddenModules} finds.
 */
public final class ModuleList {
  private static final FactReader<Listing<Module>> MODULES =
      image -> new ModuleList(image).readAll();

  /** Kernel modules, as {@code lsmod} lists them. */
  public static final ObjectKind<Module> KIND =
      ObjectKind.of(
          "module",
          "modules",
          "List the kernel modules of an image.",
          ModuleList::read,
          Module::name,
          List.of(
              column("MODULE", text("name", Module::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(">SIZE", Module::size, bytes("size", Module::size, INDEXED)),
              column(">USED", number("refcount", Module::refcount, COMPARED)),
              column("BY", list("usedBy", Module::usedBy, COMPARED, INDEXED)),
              column("STATE", Module::shownState, text("state", Module::state, COMPARED, INDEXED)),
              meaning(
                  "not on the list of modules", flag("hidden", Module::hidden, COMPARED, INDEXED)),
              meaning("of its code", address("address", Module::address, BOOT_IDENTITY, INDEXED))));

  /**
   * {@code MODULE_REF_BASE}: a live module's count starts at one ({@code kernel/module/main.c}).
   */
  private static final int REFERENCE_BASE = 1;

  /** {@code MOD_RODATA} of {@code enum mod_mem_type}, since 6.4. */
  private static final int CONSTANTS = 2;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;

  private ModuleList(KernelImage image) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  /**
   * All modules, which are read once for an image; a kernel without module support has none.
   *
   * @throws IOException if the list cannot be found at all: types are missing
   */
  public static Listing<Module> read(KernelImage image) throws IOException {
    return image.once(MODULES);
  }

  private Listing<Module> readAll() throws IOException {
    List<Module> modules = new ArrayList<>();
    OptionalLong head = image.symbols().findData("modules");
    if (head.isPresent()) {
      long offset = image.struct("module", 0).member("list").offset();
      lists.circular(
          "the module list",
          head.getAsLong(),
          node -> modules.add(read(image.struct("module", node - offset), false)));
      addHidden(modules);
    }
    return new Listing<>(modules, problems.list());
  }

  private void addHidden(List<Module> modules) {
    Set<Long> known = modules.stream().map(Module::structAddress).collect(Collectors.toSet());
    try {
      new HiddenModules(image, problems)
          .forEach(known, address -> modules.add(read(image.struct("module", address), true)));
    } catch (IOException fault) {
      problems.add("the search for hidden modules: %s", fault.getMessage());
    }
  }

  private Module read(KernelStruct module, boolean hidden) throws IOException {
    String name = module.text("name");
    List<ModuleMemory> pieces = pieces(module, name);
    return new Module(
        name,
        pieces.isEmpty() ? 0 : pieces.get(0).start(),
        pieces.stream().mapToLong(ModuleMemory::size).sum(),
        state(module.integer("state")),
        // Without CONFIG_MODULE_UNLOAD nobody counts.
        module.has("refcnt") ? module.integer("refcnt.counter") - REFERENCE_BASE : 0,
        hidden ? List.of() : usedBy(module, name),
        hidden,
        module.address());
  }

  /**
   * The memory that modules fill, piece by piece.
   *
   * @throws IOException if a module's description cannot be read
   */
  public static List<ModuleMemory> memory(KernelImage image) throws IOException {
    List<ModuleMemory> pieces = new ArrayList<>();
    for (Module module : read(image).items()) {
      pieces.addAll(pieces(image.struct("module", module.structAddress()), module.name()));
    }
    return pieces;
  }

  public static List<ModuleMemory> pieces(KernelStruct module, String name) throws IOException {
    List<ModuleMemory> pieces = new ArrayList<>();
    if (module.has("core_layout")) {
      addPiece(module.embedded("core_layout"), name, pieces);
      addPiece(module.embedded("init_layout"), name, pieces);
      if (module.has("data_layout")) {
        addPiece(module.embedded("data_layout"), name, pieces);
      }
    } else {
      // An array of memories by use since 6.4, commit ac3b43283923; the code comes first.
      Member array = module.member("mem");
      for (int i = 0; i < array.type().count(); i++) {
        addPiece(element(module, array, i), name, pieces);
      }
    }
    return pieces;
  }

  /** The code of a module that stays when it has started. */
  public static ModuleMemory code(KernelStruct module, String name) throws IOException {
    if (module.has("core_layout")) {
      KernelStruct core = module.embedded("core_layout");
      return new ModuleMemory(name, core.pointer("base"), core.number("text_size"));
    }
    KernelStruct code = element(module, module.member("mem"), 0);
    return new ModuleMemory(name, code.pointer("base"), code.number("size"));
  }

  /** The constants of a module, which nothing writes once it is loaded; of size 0 without any. */
  public static ModuleMemory constants(KernelStruct module, String name) throws IOException {
    if (module.has("core_layout")) {
      KernelStruct core = module.embedded("core_layout");
      long text = core.number("text_size");
      long end = core.has("ro_size") ? core.number("ro_size") : text;
      return new ModuleMemory(name, core.pointer("base") + text, Math.max(0, end - text));
    }
    KernelStruct constants = element(module, module.member("mem"), CONSTANTS);
    return new ModuleMemory(name, constants.pointer("base"), constants.number("size"));
  }

  private static void addPiece(KernelStruct layout, String name, List<ModuleMemory> into)
      throws IOException {
    if (layout.number("size") != 0) {
      into.add(new ModuleMemory(name, layout.pointer("base"), layout.number("size")));
    }
  }

  private static KernelStruct element(KernelStruct module, Member array, int index) {
    return new KernelStruct(
        module.memory(),
        array.type().element(),
        module.address() + array.offset() + index * array.type().element().size());
  }

  private List<String> usedBy(KernelStruct module, String name) throws IOException {
    List<String> users = new ArrayList<>();
    if (module.has("source_list")) {
      long offset = image.struct("module_use", 0).member("source_list").offset();
      lists.circular(
          "the list of users of module " + name,
          module.addressOf("source_list"),
          node -> {
            KernelStruct use = image.struct("module_use", node - offset);
            users.add(image.struct("module", use.pointer("source")).text("name"));
          });
    }
    return users;
  }

  private static ModuleState state(int number) {
    ModuleState[] states = ModuleState.values();
    return number >= 0 && number < states.length ? states[number] : ModuleState.UNFORMED;
  }
}
