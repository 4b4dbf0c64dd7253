package org.kexshot.capture.kexec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kexshot.address.Architecture;
import org.kexshot.types.Btf;
import org.kexshot.types.Member;
import org.kexshot.types.TypeTable;

/** Member offsets in the running kernel's structures, from its BTF. */
public final class KernelLayouts {
  private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

  private final TypeTable types;

  private KernelLayouts(TypeTable types) {
    this.types = types;
  }

  /**
   * Reads the running kernel's types.
   *
   * @throws IOException if it shows none
   */
  public static KernelLayouts read(Architecture architecture) throws IOException {
    try {
      Btf btf = Btf.parse(BTF.toString(), Files.readAllBytes(BTF));
      return new KernelLayouts(new TypeTable(btf, architecture.pointerSize()));
    } catch (NoSuchFileException e) {
      throw new IOException(
          BTF + ": the running kernel has no BTF; CONFIG_DEBUG_INFO_BTF is needed", e);
    }
  }

  /** Offset of a member in bytes. */
  public int offset(String struct, String member) throws IOException {
    return (int)
        types
            .struct(struct)
            .member(member)
            .map(Member::offset)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: struct %s has no member %s".formatted(BTF, struct, member)))
            .longValue();
  }
}
