package org.kexshot.kernel;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.kexshot.symbols.SymbolTable;

/**
 * The places in the kernel's text that the kernel itself patches while it runs: static keys, static
 * calls, the calls of the function tracer, and probes. Cost: one read a site. Source: {@code
 * include/linux/jump_label.h}, {@code include/linux/static_call_types.h}, {@code
 * include/linux/ftrace.h}, {@code include/linux/kprobes.h}.
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

  /** A call or jump of x86 with a 32-bit distance. */
  private static final int LONGEST_PATCH = 5;

  private static final int MAX_SITES = 1 << 22;

  private final KernelImage image;
  private final Problems problems;
  private final TreeMap<Long, Reason> sites = new TreeMap<>(Long::compareUnsigned);

  private PatchSites(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
  }

  /** Gathers the sites of an image; a table that cannot be read is a problem noted. */
  static PatchSites read(KernelImage image, Problems problems) {
    PatchSites sites = new PatchSites(image, problems);
    sites.attempt(
        "static keys",
        () ->
            sites.addTable(
                "jump_entry",
                "code",
                "__start___jump_table",
                "__stop___jump_table",
                Reason.STATIC_KEY));
    sites.attempt(
        "static calls",
        () ->
            sites.addTable(
                "static_call_site",
                "addr",
                "__start_static_call_sites",
                "__stop_static_call_sites",
                Reason.STATIC_CALL));
    sites.attempt("static calls", sites::addTrampolines);
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
  Optional<Map.Entry<Long, Reason>> at(long address) {
    Map.Entry<Long, Reason> site = sites.floorEntry(address);
    return site != null && Long.compareUnsigned(address - site.getKey(), LONGEST_PATCH) < 0
        ? Optional.of(site)
        : Optional.empty();
  }

  /** A table whose entries hold the distance from themselves to the site. */
  private void addTable(String struct, String member, String start, String stop, Reason reason)
      throws IOException {
    OptionalLong from = image.symbols().find(start);
    OptionalLong to = image.symbols().find(stop);
    if (from.isEmpty() || to.isEmpty() || image.types().findStruct(struct).isEmpty()) {
      return;
    }
    KernelStruct layout = image.struct(struct, 0);
    long place = layout.member(member).offset();
    long size = layout.type().size();
    long count = Math.min((to.getAsLong() - from.getAsLong()) / size, MAX_SITES);
    for (long i = 0; i < count; i++) {
      long at = from.getAsLong() + i * size + place;
      sites.put(at + image.memory().readS32(at), reason);
    }
  }

  private void addTrampolines() throws IOException {
    SymbolTable symbols = image.symbols();
    if (symbols.indexOf("__start_static_call_sites") < 0) {
      return;
    }
    for (int i = 0; i < symbols.count(); i++) {
      if (symbols.symbol(i).name().startsWith("__SCT__")) {
        sites.put(symbols.address(i), Reason.STATIC_CALL);
      }
    }
  }

  private void addTracer() throws IOException {
    for (String call : new String[] {"ftrace_call", "ftrace_regs_call", "ftrace_graph_call"}) {
      image.symbols().find(call).ifPresent(address -> sites.put(address, Reason.TRACER));
    }
    OptionalLong first = image.symbols().find("ftrace_pages_start");
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
                sites.put(
                    image.struct("dyn_ftrace", records + i * size).pointer("ip"), Reason.TRACER);
              }
            });
  }

  private void addProbes() throws IOException {
    int table = image.symbols().indexOf("kprobe_table");
    if (table < 0) {
      return;
    }
    int word = image.memory().pointerSize();
    long link = image.offset("kprobe", "hlist");
    LinkedNodes lists = new LinkedNodes(image.memory(), problems);
    for (long at = 0; at < image.symbols().size(table); at += word) {
      lists.chain(
          "a bucket of kprobes",
          image.symbols().address(table) + at,
          node -> sites.put(image.struct("kprobe", node - link).pointer("addr"), Reason.PROBE));
    }
  }
}
