package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.Problems;

/** Judges changes of code between two images: whether the kernel itself made them. */
final class PatchJudge {
  /** How the kernel calls trampolines and dispatchers of BPF. */
  private static final String OF_BPF = "bpf_";

  private final PatchedCode before;
  private final PatchedCode after;
  private final boolean isWhole;
  private final Problems problems;

  /**
   * @param isWhole whether all places that either image patches are known, so that another one is
   *     an alarm
   * @param problems are told what could not be judged
   */
  PatchJudge(PatchedCode before, PatchedCode after, boolean isWhole, Problems problems) {
    this.before = before;
    this.after = after;
    this.isWhole = isWhole;
    this.problems = problems;
  }

  /** The site of either image whose patch an address lies in. */
  Optional<PatchSite> site(long address) throws IOException {
    Optional<PatchSite> now = after.covering(address);
    return now.isPresent() ? now : before.covering(address);
  }

  /** A change at a place that the kernel patches. */
  CodeChange atSite(PatchSite site) throws IOException {
    long place = site.address();
    Optional<PatchSite> was = before.beginning(place);
    Optional<PatchSite> is = after.beginning(place);
    int length = Math.max(length(before, was), length(after, is));
    PatchCause cause = cause(was, is);
    try {
      boolean right =
          isRight(before, was, after, is)
              && isRight(after, is, before, was)
              && isOfOneLength(was, is);
      return right
          ? change(
              CodeChange.Verdict.PATCHED, Optional.of(refined(cause, place)), place, length, true)
          : change(bad(true), Optional.of(cause), place, length, true);
    } catch (IOException unknown) {
      problems.add("what may stand at %s: %s", after.describe(place), unknown.getMessage());
      return change(CodeChange.Verdict.UNDECIDED, Optional.of(cause), place, length, true);
    }
  }

  /** A change elsewhere. */
  CodeChange elsewhere(long start, long length, boolean isCode) throws IOException {
    return change(bad(isCode), Optional.empty(), start, length, isCode);
  }

  /** Constants are never patched, so that no missing table could explain their change. */
  private CodeChange.Verdict bad(boolean isCode) {
    return isWhole || !isCode ? CodeChange.Verdict.ALARM : CodeChange.Verdict.UNDECIDED;
  }

  private static int length(PatchedCode code, Optional<PatchSite> site) throws IOException {
    return site.isPresent() ? code.contents().length(site.get()) : 0;
  }

  /** A probe's length is that of what it put there; all other patches keep theirs. */
  private boolean isOfOneLength(Optional<PatchSite> was, Optional<PatchSite> is)
      throws IOException {
    return was.isEmpty()
        || is.isEmpty()
        || was.get().form() == PatchSite.Form.PROBE
        || length(before, was) == length(after, is);
  }

  /**
   * Whether an image holds what its kernel would write; where it has no site and the other a probe,
   * what that probe found.
   */
  private static boolean isRight(
      PatchedCode code, Optional<PatchSite> own, PatchedCode other, Optional<PatchSite> others)
      throws IOException {
    if (own.isPresent()) {
      return code.contents().isRight(own.get());
    }
    return others.isPresent()
        && others.get().form() == PatchSite.Form.PROBE
        && other.contents().isUnprobed(others.get(), code.code(others.get().address()));
  }

  /** The tracer serves others too, each of which says more. */
  private static PatchCause cause(Optional<PatchSite> was, Optional<PatchSite> is) {
    Optional<PatchCause> now = is.map(PatchSite::cause).filter(cause -> cause != PatchCause.TRACER);
    return now.or(() -> was.map(PatchSite::cause)).orElse(PatchCause.TRACER);
  }

  private PatchCause refined(PatchCause cause, long place) throws IOException {
    boolean leadsToBpf =
        cause == PatchCause.TRACER && (isOfBpf(before, place) || isOfBpf(after, place));
    return leadsToBpf ? PatchCause.BPF_TRAMPOLINE : cause;
  }

  private static boolean isOfBpf(PatchedCode code, long place) throws IOException {
    return code.generatedTarget(place).filter(name -> name.startsWith(OF_BPF)).isPresent();
  }

  private CodeChange change(
      CodeChange.Verdict verdict,
      Optional<PatchCause> cause,
      long start,
      long length,
      boolean isCode)
      throws IOException {
    return new CodeChange(
        verdict,
        cause,
        after.describe(start),
        start,
        length,
        isCode,
        before.shown(start, length),
        after.shown(start, length),
        isCode ? after.leadsTo(start) : Optional.empty());
  }
}
