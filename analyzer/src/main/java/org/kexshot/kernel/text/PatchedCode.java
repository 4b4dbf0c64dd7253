package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.module.ModuleSymbols;

/**
 * The code of one image with what is known of its places that are patched.
 *
 * @param image it
 * @param sites where it patches itself
 * @param contents what may stand there
 * @param targets whose code an address is
 */
record PatchedCode(
    KernelImage image, PatchSites sites, SiteContents contents, CodeTargets targets) {
  private static final int MOST_SHOWN = 16;

  /**
   * Gathers it.
   *
   * @param problems are told of tables that cannot be read, so that sites may be missing
   * @throws IOException if symbols or types are missing
   */
  static PatchedCode of(KernelImage image, Problems problems) throws IOException {
    PatchSites sites = PatchSites.of(image);
    problems.addAll(sites.problems());
    CodeTargets targets =
        new CodeTargets(image, CodeRanges.of(image), GeneratedCode.read(image, problems));
    return new PatchedCode(image, sites, new SiteContents(image, targets), targets);
  }

  /** The site whose patch an address lies in. */
  Optional<PatchSite> covering(long address) throws IOException {
    Optional<PatchSite> site = sites.at(address);
    return site.isPresent() && address - site.get().address() < contents.length(site.get())
        ? site
        : Optional.empty();
  }

  /** The site that begins at an address. */
  Optional<PatchSite> beginning(long address) {
    return sites.at(address).filter(site -> site.address() == address);
  }

  byte[] bytes(long address, int length) throws IOException {
    return image.memory().readBytes(address, length);
  }

  /** In hexadecimal, the first of many. */
  String shown(long address, long length) throws IOException {
    return HexFormat.ofDelimiter(" ").formatHex(bytes(address, (int) Math.min(length, MOST_SHOWN)));
  }

  /** Code at an address, as far as to say where it leads. */
  Diversion code(long address) throws IOException {
    return Diversion.at(image.memory(), address);
  }

  /** What the kernel calls code of its own making that the code at an address leads to. */
  Optional<String> generatedTarget(long address) throws IOException {
    OptionalLong target = code(address).target(0);
    return target.isPresent() ? targets.generated(target.getAsLong()) : Optional.empty();
  }

  /** Where the code at an address leads at once, in words; empty if it goes on. */
  Optional<String> leadsTo(long address) throws IOException {
    OptionalLong target = code(address).target(0);
    return target.isPresent()
        ? Optional.of(targets.describe(target.getAsLong()))
        : Optional.empty();
  }

  String describe(long address) throws IOException {
    return ModuleSymbols.describe(image, address);
  }
}
