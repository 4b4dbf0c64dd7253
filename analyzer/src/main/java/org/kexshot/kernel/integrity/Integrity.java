package org.kexshot.kernel.integrity;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.text.CodeTargets;
import org.kexshot.kernel.text.GeneratedCode;
import org.kexshot.kernel.text.PatchSites;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Looks for what should not be in a kernel: system calls and interrupt gates that lead elsewhere,
 * pointers in tables of operations and registered functions that leave the kernel and its modules,
 * what hides, code that leads out of what it belongs to, and code that is no longer what it was. An
 * image alone tells all but the last, for which the first image of the same boot is needed.
 */
public final class Integrity {
  /** What is not as the kernel was built, as far as one image tells. */
  public static final ObjectKind<Finding> KIND =
      ObjectKind.of(
          "finding",
          "findings",
          "Look for what should not be in a kernel: changed system calls, interrupt gates and tables of"
              + " operations, hidden modules and processes, and patched code.",
          image -> check(image, Optional.empty()),
          Finding::title,
          List.of(
              column(
                  "KIND",
                  finding -> finding.type().words(),
                  text("type", Finding::type, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("PLACE", text("place", Finding::place, IDENTITY, INDEXED)),
              column("FOUND", text("found", Finding::found, BOOT_COMPARED, INDEXED)),
              column("EXPECTED", text("expected", Finding::expected, COMPARED, INDEXED)),
              column(
                  "BY RIGHT",
                  finding -> finding.explained() ? "yes" : "no",
                  meaning(
                      "done by the kernel itself: a kprobe or the function tracer",
                      flag("explained", Finding::explained, COMPARED, INDEXED))),
              meaning(
                  "of the place", address("address", Finding::address, BOOT_IDENTITY, INDEXED))));

  /** Findings about code that are not further apart are about the same change. */
  private static final int SAME_CHANGE = 16;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Subject, Long> looked = new EnumMap<>(Subject.class);

  private Integrity(KernelImage image) {
    this.image = image;
    for (Subject subject : Subject.values()) {
      looked.put(subject, 0L);
    }
  }

  /**
   * Makes all checks.
   *
   * @param first an earlier image of the same boot
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Finding> check(KernelImage image, Optional<KernelImage> first)
      throws IOException {
    return inspect(image, first).findings();
  }

  /** The same, with how much was looked at. */
  public static IntegrityReport inspect(KernelImage image, Optional<KernelImage> first)
      throws IOException {
    Integrity integrity = new Integrity(image);
    GeneratedCode generated = GeneratedCode.read(image, integrity.problems);
    CodeTargets targets = new CodeTargets(image, CodeRanges.of(image), generated);
    Inspection inspection =
        new Inspection(
            image, targets, integrity.problems, integrity.looked, integrity.findings::add);
    integrity.checkTables(inspection);
    integrity.checkHooks(inspection);
    integrity.addHidden(inspection);
    integrity.checkText(inspection, first);
    return new IntegrityReport(
        new Listing<>(
            integrity.findings, List.copyOf(new LinkedHashSet<>(integrity.problems.list()))),
        integrity.looked);
  }

  private void checkTables(Inspection inspection) {
    inspection.attempt("system calls", new SystemCallTables(inspection)::check);
    inspection.attempt("interrupt gates", new InterruptGates(inspection)::check);
    inspection.attempt("tables of operations", () -> new OperationTables(inspection).check());
    inspection.attempt("operations of files", new FileOperations(inspection)::check);
  }

  private void checkHooks(Inspection inspection) {
    RegisteredFunctions functions = new RegisteredFunctions(inspection);
    HookLists lists = new HookLists(inspection, functions);
    TracingHooks tracing = new TracingHooks(inspection, functions);
    DeferredFunctions deferred = new DeferredFunctions(inspection, functions);
    inspection.attempt("lists of hooks", lists::check);
    inspection.attempt("network hooks", new NetworkHooks(inspection, functions, lists)::check);
    inspection.attempt("security hooks", new SecurityHooks(inspection, functions)::check);
    inspection.attempt("kprobes", tracing::checkProbes);
    inspection.attempt("tracepoints", tracing::checkTracepoints);
    inspection.attempt("timers", deferred::checkTimers);
    inspection.attempt("work", deferred::checkWork);
    inspection.attempt("interrupts", deferred::checkInterrupts);
  }

  private void addHidden(Inspection inspection) throws IOException {
    Listing<Module> modules = ModuleList.read(image);
    for (Module module : modules.items()) {
      if (module.hidden()) {
        add(FindingType.HIDDEN_MODULE, module.name(), module.structAddress(), "on no list");
      }
    }
    Listing<Task> tasks = TaskList.read(image);
    for (Task task : tasks.items()) {
      if (task.hidden()) {
        String name = "%s(%d)".formatted(task.comm(), task.pid());
        add(FindingType.HIDDEN_TASK, name, task.address(), "on no list");
      }
    }
    new DisguisedThreads(inspection).check(tasks.items());
    inspection.looked(Subject.MODULES, modules.items().size());
    inspection.looked(Subject.PROCESSES, tasks.items().size());
    problems.addAll(modules.problems());
    problems.addAll(tasks.problems());
  }

  private void checkText(Inspection inspection, Optional<KernelImage> first) {
    if (first.isPresent()) {
      inspection.attempt("code", new TextComparison(inspection, first.get())::check);
    }
    Inspection quiet =
        new Inspection(image, inspection.targets(), problems, looked, this::addUnlessKnown);
    inspection.attempt(
        "code",
        () -> {
          PatchSites sites = PatchSites.of(image);
          problems.addAll(sites.problems());
          new DivertedCode(quiet, sites).check();
        });
  }

  private void add(FindingType kind, String place, long address, String what) {
    findings.add(new Finding(kind, place, address, what, "listed", false));
  }

  /** What the comparison of code has told is not told again. */
  private void addUnlessKnown(Finding finding) {
    boolean known =
        findings.stream()
            .filter(other -> other.type() == FindingType.TEXT)
            .anyMatch(other -> Math.abs(other.address() - finding.address()) < SAME_CHANGE);
    if (!known) {
      findings.add(finding);
    }
  }
}
