package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.symbols.SymbolTable;

/**
 * The places in the text of the kernel and its modules that the kernel itself patches while it
 * runs: static keys, static calls, the calls of the function tracer, and probes. Cost: one or two
 * reads a site. Source: {@code include/linux/jump_label.h}, {@code
 * include/linux/static_call_types.h}, {@code include/linux/ftrace.h}, {@code
 * include/linux/kprobes.h}.
 */
final class PatchSites {
  /** Why a place may be patched. */
  enum Reason {
    STATIC_KEY("a static key"),
    STATIC_CALL("a static call"),
    TRACER("the function tracer"),
    PROBE("a kprobe");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * A place.
   *
   * @param reason why it may be patched
   * @param target where a jump of a static key leads; 0 of others
   */
  record Site(Reason reason, long target) {}

  /** A call or jump of x86 with a 32-bit distance. */
  private static final int LONGEST_PATCH = 5;

  private static final int MAX_SITES = 1 << 22;

  /** {@code KPROBE_TABLE_SIZE} is 64. */
  static final int MAX_BUCKETS = 1 << 10;

  /** Set in the key of a place in code that served the start only and is given back. */
  private static final long STARTS_ONLY = 2;

  private final KernelImage image;
  private final Problems problems;
  private final TreeMap<Long, Site> sites = new TreeMap<>(Long::compareUnsigned);

  private PatchSites(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
  }

  /** Gathers the sites of an image; a table that cannot be read is a problem noted. */
  static PatchSites read(KernelImage image, Problems problems) {
    PatchSites sites = new PatchSites(image, problems);
    sites.attempt(
        "static keys",
        () -> sites.addKernel("jump_entry", "__start___jump_table", "__stop___jump_table"));
    sites.attempt(
        "static calls",
        () ->
            sites.addKernel(
                "static_call_site", "__start_static_call_sites", "__stop_static_call_sites"));
    sites.attempt("static calls", sites::addTrampolines);
    sites.attempt("static keys and calls of modules", sites::addModules);
    sites.attempt("the function tracer", sites::addTracer);
    sites.attempt("probes", sites::addProbes);
    return sites;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void attempt(String what, Step step) {
    try {
      step.run();
    } catch (IOException fault) {
      problems.add("the places that %s patch: %s", what, fault.getMessage());
    }
  }

  /** The site that a changed byte belongs to, by its start. */
  Optional<Map.Entry<Long, Site>> at(long address) {
    Map.Entry<Long, Site> site = sites.floorEntry(address);
    return site != null && Long.compareUnsigned(address - site.getKey(), LONGEST_PATCH) < 0
        ? Optional.of(site)
        : Optional.empty();
  }

  /** Visits the sites, ascending. */
  void forEach(BiConsumer<Long, Site> visitor) {
    sites.forEach(visitor);
  }

  private void addKernel(String struct, String start, String stop) throws IOException {
    OptionalLong from = image.symbols().findData(start);
    OptionalLong to = image.symbols().findData(stop);
    if (from.isPresent() && to.isPresent() && image.types().findStruct(struct).isPresent()) {
      long count = (to.getAsLong() - from.getAsLong()) / image.type(struct).size();
      addTable(struct, from.getAsLong(), count);
    }
  }

  private void addModules() throws IOException {
    if (image.types().findStruct("module").isEmpty()) {
      return;
    }
    for (Module module : ModuleList.read(image).items()) {
      KernelStruct struct = image.struct("module", module.structAddress());
      if (struct.has("jump_entries")) {
        addTable("jump_entry", struct.pointer("jump_entries"), struct.number("num_jump_entries"));
      }
      if (struct.has("static_call_sites")) {
        addTable(
            "static_call_site",
            struct.pointer("static_call_sites"),
            struct.number("num_static_call_sites"));
      }
    }
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
        sites.put(
            reference(entry, key ? "code" : "addr"),
            key
                ? new Site(Reason.STATIC_KEY, reference(entry, "target"))
                : new Site(Reason.STATIC_CALL, 0));
      }
    }
  }

  private static long reference(KernelStruct entry, String member) throws IOException {
    return entry.addressOf(member) + entry.number(member);
  }

  private void addTrampolines() throws IOException {
    SymbolTable symbols = image.symbols();
    if (symbols.findData("__start_static_call_sites").isEmpty()) {
      return;
    }
    for (int i = 0; i < symbols.count(); i++) {
      if (symbols.nameStartsWith(i, "__SCT__")) {
        sites.put(symbols.address(i), new Site(Reason.STATIC_CALL, 0));
      }
    }
  }

  private void addTracer() throws IOException {
    for (String call : new String[] {"ftrace_call", "ftrace_regs_call", "ftrace_graph_call"}) {
      image.symbols().findFunction(call).ifPresent(address -> addPlain(address, Reason.TRACER));
    }
    OptionalLong first = image.symbols().findData("ftrace_pages_start");
    if (first.isEmpty()) {
      return;
    }
    long size = image.type("dyn_ftrace").size();
    new LinkedNodes(image.memory(), problems)
        .chain(
            "the list of traced functions",
            first.getAsLong(),
            address -> {
              KernelStruct page = image.struct("ftrace_page", address);
              long records = page.pointer("records");
              for (long i = 0; i < Math.min(page.number("index"), MAX_SITES); i++) {
                KernelStruct call = image.struct("dyn_ftrace", records + i * size);
                addPlain(call.pointer("ip"), Reason.TRACER);
              }
            });
  }

  private void addProbes() throws IOException {
    int table = image.symbols().indexOfData("kprobe_table");
    if (table < 0) {
      return;
    }
    int word = image.memory().pointerSize();
    long link = image.offset("kprobe", "hlist");
    LinkedNodes lists = new LinkedNodes(image.memory(), problems);
    long bytes = Math.min(image.symbols().size(table), (long) MAX_BUCKETS * word);
    for (long at = 0; at < bytes; at += word) {
      lists.chain(
          "a bucket of kprobes",
          image.symbols().address(table) + at,
          node -> addPlain(image.struct("kprobe", node - link).pointer("addr"), Reason.PROBE));
    }
  }

  private void addPlain(long address, Reason reason) {
    sites.put(address, new Site(reason, 0));
  }
}
