package org.kexshot.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.symbols.SystemMap;
import org.kexshot.types.Btf;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;
import org.kexshot.types.TypeTable;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Files that say of a kernel what its image does not: one built without BTF, or without kallsyms,
 * or with one that names no data.
 *
 * @param btf its types: what {@code pahole --btf_encode_detached} writes, or its {@code vmlinux}
 *     with a section {@code .BTF}; packed by gzip or zstd too
 * @param systemMap its {@code System.map}
 */
public record DebugFiles(Optional<Path> btf, Optional<Path> systemMap) {
  /** None, for the usual kernel. */
  public static final DebugFiles NONE = new DebugFiles(Optional.empty(), Optional.empty());

  /** Of these VMCOREINFO tells the size, so that another kernel's types are noticed. */
  private static final String[] COMPARED = {"page", "zone", "pglist_data", "free_area"};

  /** Whether no file was given. */
  public boolean isEmpty() {
    return btf.isEmpty() && systemMap.isEmpty();
  }

  /** These files, and others in place of those that there are none of. */
  public DebugFiles or(DebugFiles others) {
    return new DebugFiles(btf.or(others::btf), systemMap.or(others::systemMap));
  }

  /**
   * Makes sure that the files are of an image's kernel.
   *
   * @throws IOException if one of them is not, or cannot be read
   */
  public void verify(Vmcoreinfo vmcoreinfo, Architecture architecture) throws IOException {
    readBtf(vmcoreinfo, architecture.pointerSize());
    readSymbols(vmcoreinfo);
  }

  /** The types as they can be kept: BTF and nothing else; empty if no file was given. */
  public Optional<byte[]> types() throws IOException {
    return btf.isEmpty() ? Optional.empty() : Optional.of(BtfFile.read(btf.get()));
  }

  /** The System.map as it can be kept; empty if no file was given. */
  public Optional<byte[]> symbols() throws IOException {
    return systemMap.isEmpty()
        ? Optional.empty()
        : Optional.of(Files.readAllBytes(systemMap.get()));
  }

  Optional<Btf> readBtf(Vmcoreinfo vmcoreinfo, int pointerSize) throws IOException {
    if (btf.isEmpty()) {
      return Optional.empty();
    }
    Btf read = Btf.parse(btf.get().toString(), BtfFile.read(btf.get()));
    verify(btf.get(), new TypeTable(read, pointerSize), vmcoreinfo);
    return Optional.of(read);
  }

  private static void verify(Path file, TypeTable types, Vmcoreinfo vmcoreinfo)
      throws TypeException {
    for (String name : COMPARED) {
      OptionalLong size = vmcoreinfo.size(name);
      Optional<KernelType> type = types.findStruct(name);
      if (size.isPresent() && type.isPresent() && type.get().size() != size.getAsLong()) {
        throw new TypeException(
            "%s: its struct %s has %d bytes, the image's %d: it is another kernel's; make it from"
                    .formatted(file, name, type.get().size(), size.getAsLong())
                + " the vmlinux of this one");
      }
    }
  }

  Optional<SymbolTable> readSymbols(Vmcoreinfo vmcoreinfo) throws IOException {
    return systemMap.isEmpty()
        ? Optional.empty()
        : Optional.of(SystemMap.read(systemMap.get(), vmcoreinfo));
  }
}
