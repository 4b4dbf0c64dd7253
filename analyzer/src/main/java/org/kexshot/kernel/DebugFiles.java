package org.kexshot.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.NotedDump;
import org.kexshot.symbols.SymbolException;
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
 * @param vmcoreinfo the text of its VMCOREINFO, in place of what the image has
 * @param contents reads the first two
 */
public record DebugFiles(
    Optional<Path> btf,
    Optional<Path> systemMap,
    Optional<Path> vmcoreinfo,
    DebugFileContents contents) {
  /** None, for the usual kernel. */
  public static final DebugFiles NONE = new DebugFiles(Optional.empty(), Optional.empty());

  /** More than a kernel writes, which has a page for it, or two. */
  private static final long MAX_VMCOREINFO = 1 << 20;

  /** Of these VMCOREINFO tells the size, so that another kernel's types are noticed. */
  private static final String[] COMPARED = {"page", "zone", "pglist_data", "free_area"};

  /** Types and a System.map alone. */
  public DebugFiles(Optional<Path> btf, Optional<Path> systemMap) {
    this(btf, systemMap, Optional.empty());
  }

  /** Files that lie on the disk as they are. */
  public DebugFiles(Optional<Path> btf, Optional<Path> systemMap, Optional<Path> vmcoreinfo) {
    this(btf, systemMap, vmcoreinfo, DebugFileContents.ON_DISK);
  }

  /** Whether no file was given. */
  public boolean isEmpty() {
    return btf.isEmpty() && systemMap.isEmpty() && vmcoreinfo.isEmpty();
  }

  /**
   * The dump with the VMCOREINFO that was given, if one was.
   *
   * @throws IOException if that is none, or of another kernel or boot
   */
  Dump describe(Dump dump) throws IOException {
    if (vmcoreinfo.isEmpty()) {
      return dump;
    }
    Path file = vmcoreinfo.get();
    long size = Files.size(file);
    Vmcoreinfo given =
        Vmcoreinfo.parse(size > MAX_VMCOREINFO ? new byte[0] : Files.readAllBytes(file));
    if (given.osRelease().isEmpty()) {
      throw new SymbolException(
          "%s: %d bytes without a line OSRELEASE=; give the text of VMCOREINFO, lines of KEY=VALUE"
              .formatted(file, size));
    }
    return NotedDump.given(dump, given, file.toString());
  }

  /** These files, and others in place of those that there are none of. */
  public DebugFiles or(DebugFiles others) {
    return new DebugFiles(
        btf.or(others::btf),
        systemMap.or(others::systemMap),
        vmcoreinfo.or(others::vmcoreinfo),
        new DebugFileContents() {
          @Override
          public byte[] types(Path file) throws IOException {
            return (btf.isPresent() ? contents : others.contents).types(file);
          }

          @Override
          public InputStream open(Path file) throws IOException {
            return (systemMap.isPresent() ? contents : others.contents).open(file);
          }
        });
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
    return btf.isEmpty() ? Optional.empty() : Optional.of(contents.types(btf.get()));
  }

  /** The System.map as it can be kept; empty if no file was given. */
  public Optional<byte[]> symbols() throws IOException {
    if (systemMap.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = contents.open(systemMap.get())) {
      return Optional.of(in.readAllBytes());
    }
  }

  Optional<Btf> readBtf(Vmcoreinfo vmcoreinfo, int pointerSize) throws IOException {
    if (btf.isEmpty()) {
      return Optional.empty();
    }
    Btf read = Btf.parse(btf.get().toString(), contents.types(btf.get()));
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
    if (systemMap.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = contents.open(systemMap.get())) {
      return Optional.of(SystemMap.read(systemMap.get(), in, vmcoreinfo));
    }
  }
}
