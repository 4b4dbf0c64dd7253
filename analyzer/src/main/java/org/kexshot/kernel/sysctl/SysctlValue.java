package org.kexshot.kernel.sysctl;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.ModuleSymbols;

/** Reads a parameter's value, in the form that its function prints. */
final class SysctlValue {
  private static final long NANOS = 1_000_000_000L;

  private final KernelImage image;

  /** Ticks of the clock in a second, as the length of one tells; 0 if that is not known. */
  private final long ticksPerSecond;

  SysctlValue(KernelImage image) throws IOException {
    this.image = image;
    long nanos = nanosOfTick(image);
    this.ticksPerSecond = nanos == 0 ? 0 : (NANOS + nanos / 2) / nanos;
  }

  /**
   * The length of a tick; 0 if it is not known. Where it is not a variable of its own (Linux 7.3),
   * the clock that counts ticks has it as its multiplier.
   */
  private static long nanosOfTick(KernelImage image) throws IOException {
    OptionalLong tick = image.symbols().findData("tick_nsec");
    if (tick.isPresent()) {
      return image.memory().readPointer(tick.getAsLong());
    }
    OptionalLong clock = image.symbols().findData("clocksource_jiffies");
    if (clock.isEmpty()) {
      return 0;
    }
    KernelStruct jiffies = image.struct("clocksource", clock.getAsLong());
    return jiffies.number("mult") >>> jiffies.number("shift");
  }

  /** The form that an entry of a table is printed in. */
  SysctlForm form(KernelStruct entry) throws IOException {
    String handler = ModuleSymbols.describe(image, entry.pointer("proc_handler"));
    SysctlForm form = SysctlForm.of(handler, entry.text("procname"));
    return ticksPerSecond == 0 && perSecond(form) != 0 ? SysctlForm.RAW : form;
  }

  /** The value; empty if it does not lie in memory. */
  Optional<String> read(KernelStruct entry, SysctlForm form, int maximum) throws IOException {
    long data = entry.pointer("data");
    long length = length(entry, form, maximum);
    if (data == 0 || length <= 0) {
      return Optional.empty();
    }
    int word = image.memory().pointerSize();
    return switch (form) {
      // The host's names lie in the first UTS namespace, which is what the entry points to.
      case TEXT -> Optional.of(image.memory().readString(data, (int) length));
      case BOOLEAN -> Optional.of(numbers(data, 1, 1, false, 0));
      case BYTES -> Optional.of(numbers(data, length, 1, false, 0));
      case INTEGERS -> Optional.of(numbers(data, length, 4, true, 0));
      case UNSIGNED_INTEGERS -> Optional.of(numbers(data, length, 4, false, 0));
      case LONGS -> Optional.of(numbers(data, length, word, false, 0));
      case SECONDS, HUNDREDTHS, MILLISECONDS ->
          Optional.of(numbers(data, length, 4, true, perSecond(form)));
      case LONG_MILLISECONDS -> Optional.of(numbers(data, length, word, false, perSecond(form)));
      // Of the size of a word it is one more often than it is two integers.
      case RAW -> raw(data, length, length == word ? word : Integer.BYTES);
      case COMPUTED -> Optional.empty();
    };
  }

  /** Bytes that the value takes. */
  long length(KernelStruct entry, SysctlForm form, int maximum) throws IOException {
    return form == SysctlForm.BOOLEAN ? 1 : Math.min(entry.number("maxlen"), maximum);
  }

  /** The type of each number of a value, as BTF names it; empty for a text. */
  String number(SysctlForm form, long length) {
    int word = image.memory().pointerSize();
    return switch (form) {
      case TEXT, COMPUTED -> "";
      case BOOLEAN -> "_Bool";
      case BYTES -> "unsigned char";
      case INTEGERS, SECONDS, HUNDREDTHS, MILLISECONDS -> "int";
      case UNSIGNED_INTEGERS -> "unsigned int";
      case LONGS, LONG_MILLISECONDS -> "long unsigned int";
      case RAW -> length == word && word != Integer.BYTES ? "long unsigned int" : "int";
    };
  }

  private Optional<String> raw(long data, long length, int size) throws IOException {
    return length % size == 0
        ? Optional.of(numbers(data, length, size, size == Integer.BYTES, 0))
        : Optional.empty();
  }

  /** Parts of a second that ticks are printed in; 0 of forms that are no times. */
  private static long perSecond(SysctlForm form) {
    return switch (form) {
      case SECONDS -> 1;
      case HUNDREDTHS -> 100;
      case MILLISECONDS, LONG_MILLISECONDS -> 1000;
      default -> 0;
    };
  }

  private String numbers(long data, long length, int size, boolean signed, long perSecond)
      throws IOException {
    StringJoiner text = new StringJoiner(" ");
    for (long at = 0; at + size <= length; at += size) {
      long value = number(data + at, size, signed);
      text.add(
          perSecond != 0
              ? Long.toString(value * perSecond / ticksPerSecond)
              : signed ? Long.toString(value) : Long.toUnsignedString(value));
    }
    return text.toString();
  }

  private long number(long address, int size, boolean signed) throws IOException {
    return switch (size) {
      case 1 -> image.memory().readU8(address);
      case 4 -> signed ? image.memory().readS32(address) : image.memory().readU32(address);
      default -> image.memory().readPointer(address);
    };
  }
}
