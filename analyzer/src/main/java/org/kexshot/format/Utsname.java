package org.kexshot.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The kernel's {@code struct new_utsname}: six strings of at most 64 bytes, as {@code uname(2)}
 * gives them.
 */
public record Utsname(
    String sysname,
    String nodename,
    String release,
    String version,
    String machine,
    String domainname) {

  /** Bytes of each field, its terminating zero among them. */
  private static final int FIELD = 65;

  /** {@code sizeof(struct new_utsname)}. */
  public static final int SIZE = 6 * FIELD;

  /** What can be said where nothing is known of the kernel. */
  public static Utsname unknown(Architecture architecture) {
    return new Utsname("", "", "", "", architecture.machine(), "");
  }

  /** What can be said where the image's own is not known: the release, from VMCOREINFO. */
  public static Utsname of(Vmcoreinfo vmcoreinfo, Architecture architecture) {
    return new Utsname(
        "Linux", "", vmcoreinfo.osRelease().orElse(""), "", architecture.machine(), "");
  }

  /**
   * Reads {@code init_uts_ns.name} out of an image; where VMCOREINFO does not say where it is,
   * falls back on {@link #of}.
   */
  public static Utsname read(VirtualMemory kernel, Vmcoreinfo vmcoreinfo, Architecture architecture)
      throws IOException {
    OptionalLong symbol = vmcoreinfo.symbol("init_uts_ns");
    OptionalLong offset = vmcoreinfo.offset("uts_namespace", "name");
    if (symbol.isEmpty() || offset.isEmpty()) {
      return of(vmcoreinfo, architecture);
    }
    long address = symbol.getAsLong() + offset.getAsLong();
    return decode(ByteBuffer.wrap(kernel.readBytes(address, SIZE)), 0);
  }

  /** Decodes the structure at an offset of a buffer. */
  public static Utsname decode(ByteBuffer bytes, int offset) {
    String[] fields = new String[6];
    for (int i = 0; i < fields.length; i++) {
      byte[] field = new byte[FIELD];
      bytes.get(offset + i * FIELD, field);
      int length = 0;
      while (length < FIELD && field[length] != 0) {
        length++;
      }
      fields[i] = new String(field, 0, length, StandardCharsets.UTF_8);
    }
    return new Utsname(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
  }

  /** Encodes the structure at an offset of a buffer; longer fields are cut. */
  public void encode(ByteBuffer bytes, int offset) {
    String[] fields = {sysname, nodename, release, version, machine, domainname};
    for (int i = 0; i < fields.length; i++) {
      byte[] field = fields[i].getBytes(StandardCharsets.UTF_8);
      bytes.put(offset + i * FIELD, field, 0, Math.min(field.length, FIELD - 1));
    }
  }
}
