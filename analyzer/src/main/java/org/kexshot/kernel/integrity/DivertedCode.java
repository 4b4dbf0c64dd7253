package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.text.CodeTargets;
import org.kexshot.kernel.text.Diversion;
import org.kexshot.kernel.text.PatchCause;
import org.kexshot.kernel.text.PatchSite;
import org.kexshot.kernel.text.PatchSites;
import org.kexshot.kernel.text.SiteContents;
import org.kexshot.memory.MemoryFault;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/**
 * Checks what an image alone tells of its code: no function begins with a jump that leads where its
 * code cannot, and where the kernel patches itself stands what it would write there. Cost: one read
 * a function and a place.
 */
final class DivertedCode {
  private final Inspection inspection;
  private final KernelImage image;
  private final CodeTargets targets;
  private final PatchSites sites;
  private final SiteContents contents;

  DivertedCode(Inspection inspection, PatchSites sites) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.targets = inspection.targets();
    this.sites = sites;
    this.contents = new SiteContents(image, targets);
  }

  void check() throws IOException {
    checkFunctions(image.symbols());
    checkFunctions(ModuleSymbols.of(image));
    sites.forEach(this::checkSite);
  }

  private void checkFunctions(SymbolTable symbols) {
    long last = 0;
    for (int i = 0; i < symbols.count(); i++) {
      long address = symbols.address(i);
      if (address != last && isText(address)) {
        last = address;
        if (Symbol.isText(symbols.type(i))) {
          checkFunction(symbols, i);
        }
      }
    }
  }

  private boolean isText(long address) {
    return targets.code().isKernelText(address) || targets.code().module(address).isPresent();
  }

  private void checkFunction(SymbolTable symbols, int index) {
    long address = symbols.address(index);
    try {
      Diversion code = Diversion.at(image.memory(), address);
      inspection.looked(Subject.FUNCTIONS, 1);
      int start = code.start();
      OptionalLong target = code.target(start);
      if (target.isPresent() && !mayLead(address + start, target.getAsLong())) {
        tell(address + start, target.getAsLong());
      }
    } catch (MemoryFault absent) {
      // What is missing of the text is told by the comparison, and by commands that show it.
      return;
    } catch (IOException failure) {
      String function = symbols.symbol(index).qualifiedName();
      inspection.problems().add("%s: %s", function, failure.getMessage());
    }
  }

  /** Whether code may lead from a place to another at once. */
  private boolean mayLead(long from, long to) throws IOException {
    Optional<PatchSite> site = sites.at(from);
    boolean probed = site.filter(place -> place.form() == PatchSite.Form.PROBE).isPresent();
    if (probed || targets.code().isKernelText(to)) {
      return true;
    }
    Optional<Module> home = targets.code().module(from);
    Optional<Module> module = targets.code().module(to);
    if (module.isEmpty()) {
      // Trampolines of the tracer and of BPF are of no module; what is not code is not a jump
      // either.
      return site.filter(DivertedCode::isTraced).isPresent() || !targets.isExecutable(to);
    }
    // The kernel's own code leads into a module's only where it patches the call in.
    return module.equals(home) || !module.get().hidden() && (home.isPresent() || site.isPresent());
  }

  private static boolean isTraced(PatchSite site) {
    return site.form() == PatchSite.Form.ENTRY || site.form() == PatchSite.Form.STUB;
  }

  private void tell(long place, long target) throws IOException {
    inspection.leads(
        FindingType.TEXT,
        ModuleSymbols.describe(image, place),
        place,
        target,
        "no jump out of the code that it belongs to");
  }

  private void checkSite(PatchSite site) {
    long place = site.address();
    if (!isText(place)) {
      return;
    }
    try {
      OptionalLong target = Diversion.at(image.memory(), place).target(0);
      inspection.looked(Subject.PATCHED_PLACES, 1);
      if (contents.isRight(site)) {
        return;
      }
      if (target.isPresent()) {
        tell(place, target.getAsLong());
      } else {
        tellOther(place, site.cause());
      }
    } catch (MemoryFault absent) {
      return;
    } catch (IOException failure) {
      inspection.problems().add("code at 0x%x: %s", place, failure.getMessage());
    }
  }

  private void tellOther(long place, PatchCause cause) throws IOException {
    inspection
        .found()
        .accept(
            new Finding(
                FindingType.TEXT,
                ModuleSymbols.describe(image, place),
                place,
                "other code",
                "what %s writes there".formatted(cause.words()),
                false));
  }
}
