package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Code that the kernel itself makes while it runs, and names in {@code /proc/kallsyms}: trampolines
 * of the function tracer, which kprobes at the entry of functions use and which stay, and BPF
 * programs with their trampolines. Source: {@code kernel/kallsyms.c}, {@code
 * ftrace_get_trampoline_kallsym} in {@code kernel/trace/ftrace.c} (since 5.8, commit fc0ea795f53c),
 * {@code bpf_get_kallsym} in {@code kernel/bpf/core.c} (since 5.7, commit bfea9a8574f3).
 */
public final class GeneratedCode {
  private record Piece(String name, long start, long size) {}

  private final KernelImage image;
  private final LinkedNodes lists;
  private final List<Piece> pieces = new ArrayList<>();

  private GeneratedCode(KernelImage image, Problems problems) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  /** Gathers what the kernel lists; a list that cannot be read is a problem noted. */
  public static GeneratedCode read(KernelImage image, Problems problems) {
    GeneratedCode code = new GeneratedCode(image, problems);
    try {
      code.addTrampolines();
      code.addPrograms();
    } catch (IOException fault) {
      problems.add("code that the kernel made while it ran: %s", fault.getMessage());
    }
    return code;
  }

  /** What the kernel calls the code at an address; empty if it is none of this. */
  public Optional<String> at(long address) {
    return pieces.stream()
        .filter(piece -> Long.compareUnsigned(address - piece.start(), piece.size()) < 0)
        .map(Piece::name)
        .findFirst();
  }

  private void addTrampolines() throws IOException {
    addAll(
        "the list of trampolines of the function tracer",
        "ftrace_ops_trampoline_list",
        "ftrace_ops",
        "list",
        operations ->
            add(
                "ftrace_trampoline",
                operations.pointer("trampoline"),
                operations.number("trampoline_size")));
  }

  private void addPrograms() throws IOException {
    addAll(
        "the list of BPF programs",
        "bpf_kallsyms",
        "bpf_ksym",
        "lnode",
        program -> {
          long start = program.pointer("start");
          add(program.text("name"), start, program.pointer("end") - start);
        });
  }

  private interface Visitor {
    void visit(KernelStruct struct) throws IOException;
  }

  private void addAll(String what, String symbol, String struct, String link, Visitor visitor)
      throws IOException {
    int head = image.symbols().indexOfData(symbol);
    if (head >= 0 && image.types().findStruct(struct).isPresent()) {
      long offset = image.offset(struct, link);
      lists.circular(
          what,
          image.symbols().address(head),
          node -> visitor.visit(image.struct(struct, node - offset)));
    }
  }

  private void add(String name, long start, long size) {
    if (start != 0 && size > 0) {
      pieces.add(new Piece(name, start, size));
    }
  }
}
