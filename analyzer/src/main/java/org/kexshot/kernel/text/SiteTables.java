package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.symbols.SymbolTable;

/**
 * Reads the tables of static keys and static calls that the kernel and each module bring along.
 * Source: {@code include/linux/jump_label.h}, {@code include/linux/static_call_types.h}.
 */
final class SiteTables {
  static final int MAX_SITES = 1 << 22;

  /** Set in the key of a place in code that served the start only and is given back. */
  private static final long STARTS_ONLY = 2;

  private static final String KEY = "jump_entry";
  private static final String CALL = "static_call_site";

  private final KernelImage image;
  private final Consumer<PatchSite> found;

  SiteTables(KernelImage image, Consumer<PatchSite> found) {
    this.image = image;
    this.found = found;
  }

  void addKeys() throws IOException {
    addKernel(KEY, "__start___jump_table", "__stop___jump_table");
  }

  void addCalls() throws IOException {
    addKernel(CALL, "__start_static_call_sites", "__stop_static_call_sites");
  }

  private void addKernel(String struct, String start, String stop) throws IOException {
    OptionalLong from = image.symbols().findData(start);
    OptionalLong to = image.symbols().findData(stop);
    if (from.isPresent() && to.isPresent() && image.types().findStruct(struct).isPresent()) {
      long count = (to.getAsLong() - from.getAsLong()) / image.type(struct).size();
      addTable(struct, from.getAsLong(), count);
    }
  }

  /** Tables of modules, and their trampolines. */
  void addModules() throws IOException {
    if (image.types().findStruct("module").isEmpty()) {
      return;
    }
    for (Module module : ModuleList.read(image).items()) {
      KernelStruct struct = image.struct("module", module.structAddress());
      if (struct.has("jump_entries")) {
        addTable(KEY, struct.pointer("jump_entries"), struct.number("num_jump_entries"));
      }
      if (struct.has("static_call_sites")) {
        addTable(CALL, struct.pointer("static_call_sites"), struct.number("num_static_call_sites"));
      }
    }
    addTrampolines(ModuleSymbols.of(image));
  }

  /** A table whose entries hold distances from where these stand. */
  private void addTable(String struct, long start, long claimed) throws IOException {
    KernelStruct layout = image.struct(struct, 0);
    boolean key = layout.has("target");
    long size = layout.type().size();
    long count = Math.min(claimed, MAX_SITES);
    for (long i = 0; i < count; i++) {
      KernelStruct entry = image.struct(struct, start + i * size);
      if ((entry.number("key") & STARTS_ONLY) == 0) {
        long place = reference(entry, key ? "code" : "addr");
        found.accept(
            key
                ? new PatchSite(
                    place, PatchCause.STATIC_KEY, PatchSite.Form.KEY, reference(entry, "target"))
                : new PatchSite(place, PatchCause.STATIC_CALL, PatchSite.Form.CALL, 0));
      }
    }
  }

  private static long reference(KernelStruct entry, String member) throws IOException {
    return entry.addressOf(member) + entry.number(member);
  }

  /** Jumps through which those call who have no site of their own. */
  void addTrampolines() throws IOException {
    addTrampolines(image.symbols());
  }

  private void addTrampolines(SymbolTable symbols) {
    for (int i = 0; i < symbols.count(); i++) {
      if (symbols.nameStartsWith(i, "__SCT__")) {
        found.accept(
            new PatchSite(symbols.address(i), PatchCause.STATIC_CALL, PatchSite.Form.CALL, 0));
      }
    }
  }
}
