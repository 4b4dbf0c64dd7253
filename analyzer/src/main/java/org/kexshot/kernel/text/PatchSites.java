package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;

/**
 * The places in the text of the kernel and its modules that the kernel itself patches while it
 * runs, of each the last reason that was found. Cost: one or two reads a site, some ten thousand
 * with the function tracer; then a look-up in a tree.
 */
public final class PatchSites {
  /** A conditional jump with a 32-bit distance. */
  private static final int LONGEST_PATCH = 6;

  /** A function's mark of indirect branch tracking lies before the tracer's call. */
  private static final int LONGEST_MARK = 4;

  private static final FactReader<PatchSites> SITES = PatchSites::new;

  private final Problems problems = new Problems();
  private final TreeMap<Long, PatchSite> sites = new TreeMap<>(Long::compareUnsigned);

  private PatchSites(KernelImage image) {
    SiteTables tables = new SiteTables(image, this::put);
    TracerSites tracer = new TracerSites(image, problems, this::put);
    attempt("static keys", tables::addKeys);
    attempt("static calls", tables::addCalls);
    attempt("static calls", tables::addTrampolines);
    attempt("static keys and calls of modules", tables::addModules);
    attempt("the function tracer", tracer::addCalls);
    attempt("live patches", () -> tracer.forEachLivePatch(this::markLivePatch));
    attempt("probes", () -> new ProbeSites(image, problems).forEach(this::put));
    attempt("locks", () -> new LockSites(image, problems).forEach(this::put));
  }

  /**
   * Those of an image, which are read once; a table that cannot be read is a problem of theirs.
   *
   * @throws IOException never, as yet: what fails is among the problems
   */
  public static PatchSites of(KernelImage image) throws IOException {
    return image.once(SITES);
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

  private void put(PatchSite site) {
    sites.put(site.address(), site);
  }

  private void markLivePatch(long function) {
    Map.Entry<Long, PatchSite> entry = sites.ceilingEntry(function);
    if (entry != null && Long.compareUnsigned(entry.getKey() - function, LONGEST_MARK) <= 0) {
      put(entry.getValue().because(PatchCause.LIVE_PATCH));
    }
  }

  /** What could not be read, so that sites may be missing. */
  public List<String> problems() {
    return problems.list();
  }

  /** The last site that begins at an address or so little before it that it may reach it. */
  public Optional<PatchSite> at(long address) {
    Map.Entry<Long, PatchSite> site = sites.floorEntry(address);
    return site != null && Long.compareUnsigned(address - site.getKey(), LONGEST_PATCH) < 0
        ? Optional.of(site.getValue())
        : Optional.empty();
  }

  /** Visits the sites, ascending. */
  public void forEach(Consumer<PatchSite> visitor) {
    sites.values().forEach(visitor);
  }
}
