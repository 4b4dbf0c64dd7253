package org.kexshot.kernel.trace;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.addressIfPresent;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.bpf.BpfObject;
import org.kexshot.kernel.bpf.BpfObjectList;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads what the kernel is traced by: kprobes, tracers of functions, and functions that are called
 * at tracepoints, those of BPF programs too. Cost: two reads a tracepoint, and some ten a probe.
 */
public final class ProbeList {
  /**
   * Probes of all types, as {@code kprobes/list}, {@code enabled_functions} and so on have them.
   */
  public static final ObjectKind<Probe> KIND =
      ObjectKind.of(
          "probe",
          "probes",
          "List what the kernel is traced by: kprobes, tracers of functions, functions of"
              + " tracepoints.",
          ProbeList::read,
          Probe::title,
          List.of(
              column(
                  "TYPE",
                  probe -> probe.type().words(),
                  text("type", Probe::type, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("PLACE", text("place", Probe::place, IDENTITY, BOOT_COMPARED, INDEXED)),
              column("HANDLER", text("handler", Probe::handler, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  ">PROGRAM",
                  meaning("id of the BPF program that is run", number("program", Probe::program))),
              column(
                  "ENABLED",
                  probe -> probe.enabled() ? "yes" : "no",
                  flag("enabled", Probe::enabled, COMPARED)),
              meaning(
                  "of code that was made for it",
                  addressIfPresent("trampoline", Probe::trampoline)),
              meaning(
                  "of what describes it",
                  address("address", Probe::address, BOOT_IDENTITY, INDEXED))));

  /** {@code KPROBE_FLAG_GONE} and {@code KPROBE_FLAG_DISABLED}, {@code include/linux/kprobes.h}. */
  private static final long NOT_ARMED = 1 | 2;

  /** {@code KPROBE_FLAG_FTRACE}: at the start of a function, where the tracer's call is. */
  private static final long BY_TRACER = 8;

  /** {@code FTRACE_OPS_FL_ENABLED}, {@code include/linux/ftrace.h}. */
  private static final long TRACER_ENABLED = 1;

  private static final int MAX_HASH_BITS = 20;
  private static final int MOST_NAMED = 3;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final ProbeWalk walk;
  private final List<Probe> probes = new ArrayList<>();
  private Optional<Long> kprobeTrampoline = Optional.empty();

  private ProbeList(KernelImage image) {
    this.image = image;
    this.walk = new ProbeWalk(image, problems);
  }

  /**
   * Reads all: tracers of functions, then kprobes, then functions of tracepoints. A kernel that
   * cannot be traced has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Probe> read(KernelImage image) throws IOException {
    ProbeList list = new ProbeList(image);
    list.walk.forEachFunctionTracer(list::addTracer);
    list.walk.forEachKprobe(list::addKprobe);
    Map<Long, Long> programs = new HashMap<>();
    list.walk.forEachTracepointFunction((point, function) -> list.add(point, function, programs));
    return new Listing<>(list.probes, list.problems.list(), list.problems.isWhole());
  }

  private void addKprobe(KernelStruct probe) throws IOException {
    if (walk.standsForSeveral(probe)) {
      return;
    }
    long flags = probe.number("flags");
    boolean ofReturn = walk.isOfReturn(probe);
    long handler =
        ofReturn
            ? image.struct("kretprobe", probe.address()).pointer("handler")
            : probe.pointer("pre_handler");
    probes.add(
        new Probe(
            ofReturn ? ProbeType.KRETPROBE : ProbeType.KPROBE,
            parts(probe).read("the place", () -> described(probe.pointer("addr"))),
            described(handler),
            Optional.empty(),
            (flags & NOT_ARMED) == 0,
            (flags & BY_TRACER) != 0 ? kprobeTrampoline : Optional.empty(),
            probe.address()));
  }

  private PartialItem parts(KernelStruct probe) {
    return new PartialItem(problems, "the probe at 0x%x".formatted(probe.address()));
  }

  private String described(long address) throws IOException {
    return address == 0
        ? "(none)"
        : ModuleSymbols.describe(image, address).replaceFirst("\\+0x0\\b", "");
  }

  /** Those by which kprobes are called are told with the kprobes. */
  private void addTracer(KernelStruct tracer) throws IOException {
    String handler = described(tracer.pointer("func"));
    Optional<Long> trampoline =
        tracer.has("trampoline") && tracer.pointer("trampoline") != 0
            ? Optional.of(tracer.pointer("trampoline"))
            : Optional.empty();
    if (handler.equals("kprobe_ftrace_handler")) {
      kprobeTrampoline = trampoline;
      return;
    }
    probes.add(
        new Probe(
            ProbeType.FUNCTION_TRACER,
            parts(tracer).read("the functions", () -> traced(tracer)),
            handler,
            Optional.empty(),
            (tracer.number("flags") & TRACER_ENABLED) != 0,
            trampoline,
            tracer.address()));
  }

  private String traced(KernelStruct tracer) throws IOException {
    Optional<KernelStruct> hashes =
        tracer.has("func_hash") ? tracer.follow("func_hash") : Optional.empty();
    Optional<KernelStruct> filter =
        hashes.isPresent() ? hashes.get().follow("filter_hash") : Optional.empty();
    if (filter.isEmpty() || filter.get().number("count") == 0) {
      return "all functions";
    }
    TreeSet<String> names = new TreeSet<>();
    LinkedNodes lists = new LinkedNodes(image.memory(), problems);
    long buckets = 1L << Math.min(filter.get().number("size_bits"), MAX_HASH_BITS);
    long ip = image.offset("ftrace_func_entry", "ip");
    for (long i = 0; i < buckets; i++) {
      lists.chain(
          "the functions that are traced",
          filter.get().pointer("buckets") + i * image.memory().pointerSize(),
          // The link is the first member. The call stands behind a mark of its own, if any.
          entry ->
              names.add(
                  described(image.memory().readPointer(entry + ip))
                      .replaceFirst("\\+0x\\p{XDigit}+", "")));
    }
    String first = String.join(", ", names.stream().limit(MOST_NAMED).toList());
    return names.size() <= MOST_NAMED
        ? first
        : "%s and %d more".formatted(first, names.size() - MOST_NAMED);
  }

  private void add(String point, KernelStruct function, Map<Long, Long> programs)
      throws IOException {
    probes.add(
        new Probe(
            ProbeType.TRACEPOINT,
            Optional.of(point),
            described(function.pointer("func")),
            program(function.pointer("data"), programs),
            true,
            Optional.empty(),
            function.address()));
  }

  /** The BPF program that a tracepoint's function is given, if it is given one. */
  private Optional<Long> program(long data, Map<Long, Long> programs) throws IOException {
    if (programs.isEmpty()) {
      programs.put(0L, 0L);
      for (BpfObject object : BpfObjectList.read(image).items()) {
        if (!object.map()) {
          programs.put(object.address(), object.id());
        }
      }
    }
    return data == 0 ? Optional.empty() : Optional.ofNullable(programs.get(data));
  }
}
