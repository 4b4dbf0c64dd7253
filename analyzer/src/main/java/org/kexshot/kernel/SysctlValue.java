package org.kexshot.kernel;

import java.io.IOException;
import java.util.StringJoiner;

/**
 * Reads a parameter's value, whose form follows from the function that the kernel prints it with.
 * Source: {@code kernel/sysctl.c}.
 */
final class SysctlValue {
  private final KernelImage image;

  SysctlValue(KernelImage image) {
    this.image = image;
  }

  /** The value; null if it does not lie in memory in a form that is known. */
  String read(KernelStruct entry, int maximum) throws IOException {
    long data = entry.pointer("data");
    long length = Math.min(entry.number("maxlen"), maximum);
    if (data == 0 || length <= 0) {
      return null;
    }
    String handler = image.describe(entry.pointer("proc_handler"));
    // The host's names lie in the first UTS namespace, which is what the entry points to.
    if (handler.startsWith("proc_dostring") || handler.startsWith("proc_do_uts_string")) {
      return image.memory().readString(data, (int) length);
    }
    if (handler.startsWith("proc_dou8vec") || handler.startsWith("proc_dobool")) {
      return numbers(data, length, 1, false);
    }
    if (handler.startsWith("proc_doulongvec")) {
      return numbers(data, length, image.memory().pointerSize(), false);
    }
    if (handler.startsWith("proc_douintvec")) {
      return numbers(data, length, 4, false);
    }
    // Most other functions check or act, and then print the value as integers.
    boolean computed =
        handler.startsWith("proc_do_")
            || handler.startsWith("proc_cap_handler")
            || handler.startsWith("0x");
    return !computed && length % 4 == 0 ? numbers(data, length, 4, true) : null;
  }

  private String numbers(long data, long length, int size, boolean signed) throws IOException {
    StringJoiner text = new StringJoiner(" ");
    for (long at = 0; at + size <= length; at += size) {
      long address = data + at;
      text.add(
          switch (size) {
            case 1 -> Integer.toString(image.memory().readU8(address));
            case 4 ->
                signed
                    ? Integer.toString(image.memory().readS32(address))
                    : Long.toString(image.memory().readU32(address));
            default -> Long.toUnsignedString(image.memory().readU64(address));
          });
    }
    return text.toString();
  }
}
