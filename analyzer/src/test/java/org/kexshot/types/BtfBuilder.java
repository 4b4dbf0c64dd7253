package org.kexshot.types;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes BTF for tests. Every method gives the number of the type that it adds. */
public final class BtfBuilder {
  private static final int INT = 1;
  private static final int POINTER = 2;
  private static final int ARRAY = 3;
  private static final int STRUCT = 4;
  private static final int UNION = 5;
  private static final int ENUM = 6;

  /** A member at a bit offset; a width of 0 is no bit-field. */
  public record Field(String name, int type, int bitOffset, int bitSize) {}

  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final int firstString;
  private int nextId;

  public BtfBuilder() {
    this(1, 0);
    strings.write(0);
  }

  /** For a module: numbers and strings go on where the base's end. */
  public BtfBuilder(int firstId, int firstString) {
    this.nextId = firstId;
    this.firstString = firstString;
  }

  public int nextId() {
    return nextId;
  }

  public int stringBytes() {
    return strings.size();
  }

  public int integer(String name, int size, boolean signed) {
    entry(name, INT, 0, false, size);
    u32((signed ? 1 << 24 : 0) | 8 * size);
    return nextId++;
  }

  public int pointer(int target) {
    entry("", POINTER, 0, false, target);
    return nextId++;
  }

  public int array(int element, int count) {
    entry("", ARRAY, 0, false, 0);
    u32(element);
    u32(element);
    u32(count);
    return nextId++;
  }

  public int struct(String name, int size, List<Field> fields) {
    return composite(STRUCT, name, size, fields);
  }

  public int union(String name, int size, List<Field> fields) {
    return composite(UNION, name, size, fields);
  }

  private int composite(int kind, String name, int size, List<Field> fields) {
    boolean bits = fields.stream().anyMatch(field -> field.bitSize() != 0);
    entry(name, kind, fields.size(), bits, size);
    for (Field field : fields) {
      u32(string(field.name()));
      u32(field.type());
      u32(field.bitSize() << 24 | field.bitOffset());
    }
    return nextId++;
  }

  public int enumeration(String name, boolean signed, List<String> names, List<Integer> values) {
    entry(name, ENUM, names.size(), signed, 4);
    for (int i = 0; i < names.size(); i++) {
      u32(string(names.get(i)));
      u32(values.get(i));
    }
    return nextId++;
  }

  /** A typedef (8), volatile (9), const (10) or another kind that refers to a type. */
  public int referring(TypeKind kind, String name, int target) {
    entry(name, kind.ordinal(), 0, false, target);
    return nextId++;
  }

  /** A variable, global. */
  public int variable(String name, int type) {
    entry(name, TypeKind.VARIABLE.ordinal(), 0, false, type);
    u32(1);
    return nextId++;
  }

  /** An entry of any kind with {@code more} bytes behind it. */
  public int other(int kind, String name, int parts, int more) {
    entry(name, kind, parts, false, 0);
    types.writeBytes(new byte[more]);
    return nextId++;
  }

  /** With the layout section of Linux 7.1 and later, of kinds from 0 on: pairs of sizes. */
  public byte[] bytesWithLayout(int... sizes) {
    int layout = sizes.length * 2;
    ByteBuffer all =
        ByteBuffer.allocate(32 + types.size() + layout + strings.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    all.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(32);
    all.putInt(0).putInt(types.size()).putInt(types.size() + layout).putInt(strings.size());
    all.putInt(types.size()).putInt(layout).put(types.toByteArray());
    for (int i = 0; i < sizes.length; i += 2) {
      all.put((byte) sizes[i]).put((byte) sizes[i + 1]).putShort((short) 0);
    }
    return all.put(strings.toByteArray()).array();
  }

  public byte[] bytes() {
    ByteBuffer all =
        ByteBuffer.allocate(24 + types.size() + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
    all.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    all.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
    all.put(types.toByteArray()).put(strings.toByteArray());
    return all.array();
  }

  private void entry(String name, int kind, int vlen, boolean flag, int sizeOrType) {
    u32(string(name));
    u32((flag ? 1 << 31 : 0) | kind << 24 | vlen);
    u32(sizeOrType);
  }

  private int string(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int at = firstString + strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    strings.write(0);
    return at;
  }

  private void u32(int value) {
    for (int i = 0; i < 4; i++) {
      types.write(value >>> 8 * i);
    }
  }
}
