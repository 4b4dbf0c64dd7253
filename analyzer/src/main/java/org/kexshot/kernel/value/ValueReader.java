package org.kexshot.kernel.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;
import org.kexshot.types.TypeKind;

/**
 * Reads whatever lies at an address as a type says. What is not in the image is told where it
 * should stand, and the rest is read. Cost: one read a number.
 */
public final class ValueReader {
  private static final int MAX_DEPTH = 16;

  /** Elements of an array that are read; {@link Value.Elements#count} tells how many there are. */
  private static final int MAX_ELEMENTS = 256;

  /** Values that are read in all, whatever types nest. */
  private static final int MAX_VALUES = 1 << 16;

  private final KernelImage image;
  private int valuesLeft;

  public ValueReader(KernelImage image) {
    this.image = image;
  }

  /** Reads a value of the type at a kernel virtual address. */
  public Value read(KernelType type, long address) {
    valuesLeft = MAX_VALUES;
    return read(type, address, 0, 0);
  }

  /**
   * Reads a member, a bit-field too, of what lies at a kernel virtual address.
   *
   * @param member its place counted from there
   */
  public Value read(Member member, long address) {
    valuesLeft = MAX_VALUES;
    return member(member, address, 0, 0);
  }

  /**
   * Reads a number of what has no type, as if it were a pointer where it is as large.
   *
   * @param size 1, 2, 4 or 8 bytes
   */
  public Value word(long address, int size) {
    try {
      return word(image.memory().readBytes(address, size), 0, size);
    } catch (IOException fault) {
      return new Value.Unreadable(fault.getMessage());
    }
  }

  /** The number that some bytes are, as {@link #word(long, int)}. */
  public Value word(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    try {
      return size == image.memory().pointerSize()
          ? pointer(value)
          : new Value.Scalar(value, 8 * size, false);
    } catch (IOException unnamed) {
      return new Value.Pointer(value, "");
    }
  }

  /** Reads a word as if it were a pointer. */
  Value word(long address) {
    try {
      return pointer(image.memory().readPointer(address));
    } catch (IOException fault) {
      return new Value.Unreadable(fault.getMessage());
    }
  }

  private Value read(KernelType type, long address, long offset, int depth) {
    if (--valuesLeft < 0) {
      return new Value.Unreadable("more than %d values in one".formatted(MAX_VALUES));
    }
    if (depth > MAX_DEPTH) {
      return new Value.Unreadable("nested more than %d deep".formatted(MAX_DEPTH));
    }
    try {
      return switch (type.kind()) {
        case STRUCT, UNION -> composite(type, address, offset, depth);
        case ARRAY -> array(type, address, offset, depth);
        case POINTER -> pointer(image.memory().readPointer(address));
        default -> number(type, address, 0, 0);
      };
    } catch (IOException fault) {
      return new Value.Unreadable(fault.getMessage());
    }
  }

  private Value composite(KernelType type, long address, long offset, int depth) {
    List<Value.Field> fields = new ArrayList<>();
    for (Member member : type.members()) {
      fields.add(
          new Value.Field(
              member.name(),
              member.type().spelled(),
              offset + member.offset(),
              member(member, address, offset, depth)));
    }
    return new Value.Composite(fields);
  }

  private Value member(Member member, long address, long offset, int depth) {
    long at = address + member.offset();
    if (!member.isBitField()) {
      return read(member.type(), at, offset + member.offset(), depth + 1);
    }
    try {
      return number(member.type(), at, (int) (member.bitOffset() & 7), member.bitSize());
    } catch (IOException fault) {
      return new Value.Unreadable(fault.getMessage());
    }
  }

  private Value array(KernelType type, long address, long offset, int depth) throws IOException {
    KernelType element = type.element();
    if (element.isChar()) {
      return new Value.Text(
          image.memory().readString(address, (int) Math.min(type.count(), MAX_ELEMENTS)));
    }
    List<Value> elements = new ArrayList<>();
    for (long i = 0; i < Math.min(type.count(), MAX_ELEMENTS); i++) {
      long at = i * element.size();
      elements.add(read(element, address + at, offset + at, depth + 1));
    }
    return new Value.Elements(elements, type.count());
  }

  private Value pointer(long target) throws IOException {
    boolean named =
        isKernels(target)
            && (image.symbols().at(target).isPresent()
                || ModuleSymbols.of(image).at(target).isPresent());
    return new Value.Pointer(target, named ? ModuleSymbols.describe(image, target) : "");
  }

  /**
   * Whether an address can be the kernel's: on x86_64 symbols below are offsets of per-cpu data.
   */
  private boolean isKernels(long address) {
    return image.memory().pointerSize() == 8 ? address < 0 : address != 0;
  }

  /**
   * @param shift bits below the number in its first byte
   * @param width of a bit-field; 0 for a number that is none
   */
  private Value number(KernelType type, long address, int shift, int width) throws IOException {
    int bits = width == 0 ? (int) type.size() * 8 : width;
    if (bits < 1 || bits > 64) {
      return new Value.Unreadable("no value of type " + type.spelled());
    }
    byte[] bytes = image.memory().readBytes(address, shift + bits + 7 >>> 3);
    long value = 0;
    for (int i = Math.min(bytes.length, 8) - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    int unused = 64 - bits;
    value = value >>> shift << unused;
    value = type.isSigned() ? value >> unused : value >>> unused;
    return type.kind() == TypeKind.ENUM || type.kind() == TypeKind.ENUM64
        ? new Value.Enumerated(value, name(type, value))
        : new Value.Scalar(value, bits, type.isSigned());
  }

  private static String name(KernelType type, long value) {
    return type.enumerators().entrySet().stream()
        .filter(entry -> entry.getValue() == value)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }
}
