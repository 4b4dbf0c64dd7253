package org.kexshot.kexec;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.kexshot.address.Architecture;
import org.kexshot.types.Btf;
import org.kexshot.types.Member;
import org.kexshot.types.TypeTable;

/** Member offsets in the running kernel's structures, from its BTF. */
public final class KernelLayouts {
  private static final String BTF = "/sys/kernel/btf/vmlinux";

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
    // The kernel gives a page at a time, of which channels make much more than streams do.
    try (InputStream in = new FileInputStream(BTF)) {
      return new KernelLayouts(
          new TypeTable(Btf.parse(BTF, in.readAllBytes()), architecture.pointerSize()));
    } catch (FileNotFoundException e) {
      throw new IOException(
          BTF + ": the running kernel has no BTF; CONFIG_DEBUG_INFO_BTF is needed", e);
    }
  }

  /** Offset of a member in bytes. */
  public int offset(String struct, String member) throws IOException {
    return (int) member(struct, member).offset();
  }

  /** Offset of a member in bits: of a bit-field its first one. */
  int bitOffset(String struct, String member) throws IOException {
    return (int) member(struct, member).bitOffset();
  }

  private Member member(String struct, String member) throws IOException {
    return types
        .struct(struct)
        .member(member)
        .orElseThrow(
            () -> new IOException("%s: struct %s has no member %s".formatted(BTF, struct, member)));
  }
}
