package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.Module;
import org.kexshot.symbols.Symbol;

/**
 * Says whether what stands at a place that the kernel patches is what the kernel itself writes
 * there: who diverts a function does it best where a patch is expected. Cost: a read or two a site.
 * Source: {@code arch/x86/kernel/static_call.c}, {@code arch/x86/kernel/ftrace.c}, {@code
 * arch/x86/kernel/kprobes/opt.c}, {@code arch/x86/kernel/alternative.c}.
 */
public final class SiteContents {
  private static final int SHORT_PATCH = 2;
  private static final int PATCH = 5;
  private static final int CONDITIONAL_PATCH = 6;

  private static final int BREAKPOINT = 0xcc;
  private static final int CALL = 0xe8;
  private static final int JUMP = 0xe9;
  private static final int SHORT_JUMP = 0xeb;
  private static final int RETURN = 0xc3;
  private static final int LOCK = 0xf0;

  /** A data segment prefix, which does nothing there. */
  private static final int NO_LOCK = 0x3e;

  /** What a static call to a function that returns 0, or to none that may be called, becomes. */
  private static final List<int[]> INSTEAD_OF_CALLS =
      List.of(
          new int[] {0x66, 0x66, 0x48, 0x31, 0xc0},
          new int[] {0x2e, 0x2e, 0x2e, 0x31, 0xc0},
          new int[] {0x67, 0x48, 0x0f, 0xb9, 0x3a});

  /** What the tracer's own functions begin with; the others are compilers' calls, unpatched. */
  private static final List<String> OF_TRACER = List.of("ftrace_", "__fentry__", "mcount");

  private final KernelImage image;
  private final CodeTargets targets;

  public SiteContents(KernelImage image, CodeTargets targets) {
    this.image = image;
    this.targets = targets;
  }

  /**
   * How many bytes a patch of the site takes.
   *
   * @throws IOException if the image does not have them
   */
  public int length(PatchSite site) throws IOException {
    Diversion code = Diversion.at(image.memory(), site.address());
    return switch (site.form()) {
      case KEY ->
          code.unsigned(0) == SHORT_JUMP || code.isNop(0) && !code.isLongNop()
              ? SHORT_PATCH
              : PATCH;
      case CALL ->
          code.unsigned(0) == 0x0f && code.target(0).isPresent() ? CONDITIONAL_PATCH : PATCH;
      case ENTRY, STUB -> PATCH;
      case PROBE -> isOptimized(probe(site)) ? PATCH : 1;
      case LOCK -> 1;
    };
  }

  /**
   * Whether the kernel would write there what stands there.
   *
   * @throws IOException if the image does not have it
   */
  public boolean isRight(PatchSite site) throws IOException {
    Diversion code = Diversion.at(image.memory(), site.address());
    OptionalLong target = code.target(0);
    return switch (site.form()) {
      case KEY -> code.isNop(0) || target.isPresent() && target.getAsLong() == site.detail();
      case CALL -> isCall(code, target);
      case ENTRY -> code.isNop(0) || isTracerCall(code, target);
      case STUB -> code.isNop(0) || target.isPresent() && targets.isOpen(target.getAsLong());
      case PROBE -> isProbe(site, code, target);
      case LOCK -> code.unsigned(0) == LOCK || code.unsigned(0) == NO_LOCK;
    };
  }

  private boolean isCall(Diversion code, OptionalLong target) {
    return target.isPresent()
        ? targets.isOpen(target.getAsLong())
        : code.isLongNop()
            || code.unsigned(0) == RETURN
            || INSTEAD_OF_CALLS.stream().anyMatch(code::begins);
  }

  private boolean isTracerCall(Diversion code, OptionalLong target) {
    boolean jumps = code.unsigned(0) == CALL || code.unsigned(0) == JUMP;
    return jumps && target.isPresent() && isOfTracer(target.getAsLong());
  }

  /**
   * Its own functions and trampolines, those of BPF, and what a module registers for direct calls.
   */
  private boolean isOfTracer(long target) {
    if (targets.isGenerated(target)) {
      return true;
    }
    if (targets.code().isKernelText(target)) {
      Optional<Symbol> symbol = kernelSymbol(target);
      return symbol.isPresent() && OF_TRACER.stream().anyMatch(symbol.get().name()::startsWith);
    }
    Optional<Module> module = targets.code().module(target);
    return module.isPresent() && !module.get().hidden();
  }

  private Optional<Symbol> kernelSymbol(long address) {
    try {
      return image.symbols().at(address);
    } catch (IOException unnamed) {
      return Optional.empty();
    }
  }

  private boolean isProbe(PatchSite site, Diversion code, OptionalLong target) throws IOException {
    KernelStruct probe = probe(site);
    int first = code.unsigned(0);
    return first == BREAKPOINT
        || first == JUMP && isOptimized(probe) && leadsToItsOwnCode(probe, target.getAsLong())
        || isUnprobed(site, code);
  }

  private boolean leadsToItsOwnCode(KernelStruct probe, long target) throws IOException {
    return optimized(probe).pointer("optinsn.insn") == target;
  }

  /** Whether code of any image is what the probe of this one found at its place. */
  boolean isUnprobed(PatchSite site, Diversion code) throws IOException {
    KernelStruct probe = probe(site);
    if (!probe.has("opcode") || code.unsigned(0) != probe.number("opcode")) {
      return false;
    }
    if (isOptimized(probe)) {
      long copied = optimized(probe).addressOf("optinsn.copied_insn");
      for (int i = 1; i < PATCH; i++) {
        if (code.unsigned(i) != image.memory().readU8(copied + i - 1)) {
          return false;
        }
      }
    }
    return true;
  }

  private KernelStruct probe(PatchSite site) throws IOException {
    return image.struct("kprobe", site.detail());
  }

  private static boolean isOptimized(KernelStruct probe) throws IOException {
    return (ProbeSites.flags(probe) & ProbeSites.OPTIMIZED) != 0;
  }

  private KernelStruct optimized(KernelStruct probe) throws IOException {
    return image.struct(
        "optimized_kprobe", probe.address() - image.offset("optimized_kprobe", "kp"));
  }
}
