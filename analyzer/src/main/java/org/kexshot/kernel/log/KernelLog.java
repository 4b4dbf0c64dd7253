package org.kexshot.kernel.log;

import static org.kexshot.kind.Attribute.acrossBoots;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.duration;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.GeneralName;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.TypeException;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Reads the kernel log, as {@code dmesg} would print it. Needs VMCOREINFO only: neither symbols nor
 * types.
 */
public final class KernelLog {
  private static final FactReader<Listing<LogRecord>> LOG = KernelLog::readBuffer;

  /** Records of the kernel log, as {@code dmesg} prints them. */
  public static final ObjectKind<LogRecord> KIND =
      ObjectKind.of(
          "log",
          "log",
          "Print the kernel log of an image.",
          KernelLog::read,
          LogRecord::title,
          List.of(
              meaning(
                  "gaps are records that were overwritten",
                  number("sequence", LogRecord::sequence, BOOT_IDENTITY)),
              column(">TIME", meaning("since boot", duration("nanos", LogRecord::nanos, INDEXED))),
              number("facility", LogRecord::facility),
              meaning("0 (emergency) to 7 (debug)", number("level", LogRecord::level, INDEXED)),
              meaning("T and a thread, or C and a processor", text("caller", LogRecord::caller)),
              column(
                  "TEXT",
                  meaning(
                      "without numbers across boots",
                      acrossBoots(
                          record -> GeneralName.of(record.text()),
                          text("text", LogRecord::text, IDENTITY, BOOT_COMPARED, INDEXED))))));

  private KernelLog() {}

  /**
   * All records that are still in the buffer, oldest first, which are read once for an image.
   *
   * @throws IOException if the buffer cannot be found
   */
  public static Listing<LogRecord> read(KernelImage image) throws IOException {
    return image.once(LOG);
  }

  private static Listing<LogRecord> readBuffer(KernelImage image) throws IOException {
    Vmcoreinfo vmcoreinfo = image.vmcoreinfo();
    if (vmcoreinfo.symbol("prb").isPresent()) {
      return new PrintkRing(image.memory(), vmcoreinfo).read();
    }
    if (vmcoreinfo.symbol("log_first_idx").isPresent()) {
      return new VariableLengthLog(image.memory(), vmcoreinfo).read();
    }
    throw new TypeException(
        "VMCOREINFO names neither prb nor log_first_idx, so the kernel log cannot be found");
  }

  static long require(OptionalLong value, String what) throws TypeException {
    if (value.isEmpty()) {
      throw new TypeException(
          "VMCOREINFO lacks %s, so the kernel log cannot be read".formatted(what));
    }
    return value.getAsLong();
  }

  static long offset(Vmcoreinfo vmcoreinfo, String struct, String member) throws TypeException {
    return require(vmcoreinfo.offset(struct, member), "OFFSET(" + struct + "." + member + ")");
  }

  static long size(Vmcoreinfo vmcoreinfo, String struct) throws TypeException {
    return require(vmcoreinfo.size(struct), "SIZE(" + struct + ")");
  }

  /** {@code "T17"} or {@code "C1"} from a caller id, whose top bit marks a processor. */
  static String caller(long id) {
    return ((id & 0x8000_0000L) != 0 ? "C" : "T") + (id & 0x7fff_ffffL);
  }
}
