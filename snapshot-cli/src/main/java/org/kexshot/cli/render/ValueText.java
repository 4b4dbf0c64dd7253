package org.kexshot.cli.render;

import org.kexshot.kernel.value.Value;

/** A value of the kernel that is neither a structure nor an array, as text. */
public final class ValueText {
  private ValueText() {}

  /** As C writes it; a pointer with the symbol that it points to. */
  public static String of(Value value) {
    if (value instanceof Value.Scalar number) {
      return number.signed()
          ? Long.toString(number.value())
          : Long.toUnsignedString(number.value());
    } else if (value instanceof Value.Enumerated enumerated) {
      return enumerated.name().isEmpty() ? Long.toString(enumerated.value()) : enumerated.name();
    } else if (value instanceof Value.Pointer pointer) {
      String number = "0x" + Long.toHexString(pointer.target());
      return pointer.symbol().isEmpty() ? number : number + " <" + pointer.symbol() + ">";
    } else if (value instanceof Value.Text text) {
      return "\"" + text.text() + "\"";
    } else if (value instanceof Value.Unreadable unreadable) {
      return "(not readable: " + unreadable.problem() + ")";
    } else {
      return value.toString();
    }
  }
}
