package org.kexshot.loader;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.PhysicalRange;

/**
 * What the user wants to have loaded.
 *
 * @param file a bzImage, or an ELF executable
 * @param preservesContext whether the jump is to come back when the image returns
 * @param withoutArguments whether it is a program that is given nothing, and no Linux kernel
 * @param entry physical address to enter it at; empty for the one that the file names
 * @param range where what the file does not fix may lie; empty for anywhere
 * @param commandLine of a kernel; empty for the running kernel's
 * @param initrd of a kernel
 */
public record LoadRequest(
    Path file,
    boolean preservesContext,
    boolean withoutArguments,
    OptionalLong entry,
    Optional<PhysicalRange> range,
    Optional<String> commandLine,
    Optional<Path> initrd) {

  /** What contradicts itself in it, in words; empty if nothing does. */
  public Optional<String> contradiction() {
    if (withoutArguments && (commandLine.isPresent() || initrd.isPresent())) {
      return Optional.of("--args-none passes nothing, so --append and --initrd have no effect");
    }
    if (preservesContext && !withoutArguments) {
      return Optional.of(
          "--preserve-context is for a program that returns: give --args-none too. A Linux kernel"
              + " does not come back by itself; `kexshot peer start` runs one beside this system");
    }
    return Optional.empty();
  }
}
