package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for what should not be in a kernel: system calls and interrupt gates that lead elsewhere,
 * pointers in tables of operations that leave the kernel and its modules, what hides, and code that
 * is no longer what it was. An image alone tells all but the last, for which the first image of the
 * same boot is needed.
 */
public final class Integrity {
  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<Finding> findings = new ArrayList<>();

  private Integrity(KernelImage image) {
    this.image = image;
  }

  /**
   * Makes all checks.
   *
   * @param first an earlier image of the same boot
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Finding> check(KernelImage image, Optional<KernelImage> first)
      throws IOException {
    Integrity integrity = new Integrity(image);
    CodeTargets targets = new CodeTargets(image, new CodeRanges(image));
    integrity.checkTables(targets);
    integrity.addHidden();
    if (first.isPresent()) {
      integrity.attempt(
          "the kernel's text",
          new TextComparison(image, first.get(), integrity.problems, integrity.findings::add)
              ::check);
    }
    return new Listing<>(integrity.findings, integrity.problems.list());
  }

  private interface Check {
    void run() throws IOException;
  }

  private void checkTables(CodeTargets targets) {
    attempt("system calls", new SystemCallTables(image, targets, problems, findings::add)::check);
    attempt("interrupt gates", new InterruptGates(image, targets, problems, findings::add)::check);
    attempt(
        "tables of operations",
        () -> new OperationTables(image, targets, problems, findings::add).check());
  }

  private void addHidden() throws IOException {
    Listing<Module> modules = ModuleList.read(image);
    for (Module module : modules.items()) {
      if (module.hidden()) {
        add(FindingKind.HIDDEN_MODULE, module.name(), module.structAddress(), "on no list");
      }
    }
    Listing<Task> tasks = TaskList.read(image);
    for (Task task : tasks.items()) {
      if (task.hidden()) {
        String name = "%s(%d)".formatted(task.comm(), task.pid());
        add(FindingKind.HIDDEN_TASK, name, task.address(), "on no list");
      }
    }
    problems.addAll(modules.problems());
    problems.addAll(tasks.problems());
  }

  private void add(FindingKind kind, String place, long address, String what) {
    findings.add(new Finding(kind, place, address, what, "listed", false));
  }

  private void attempt(String what, Check check) {
    try {
      check.run();
    } catch (IOException failure) {
      problems.add("%s: %s", what, failure.getMessage());
    }
  }
}
