package org.kexshot.kernel.module;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.memory.MemoryFault;

/**
 * Reads the parameters of modules and of what is built in, whose value lies in memory as it is;
 * those that code of their own prints are left out. Source: {@code include/linux/moduleparam.h},
 * {@code kernel/params.c}.
 */
public final class ModuleParameterList {
  /** Parameters, as {@code /sys/module/MODULE/parameters} has them. */
  public static final ObjectKind<ModuleParameter> KIND =
      ObjectKind.of(
          "parameter",
          "parameters",
          "List the parameters of modules and of what is built into the kernel.",
          ModuleParameterList::read,
          ModuleParameter::title,
          List.of(
              column(
                  "PARAMETER",
                  text("name", ModuleParameter::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("VALUE", text("value", ModuleParameter::value, COMPARED, INDEXED)),
              column("TYPE", text("type", ModuleParameter::type)),
              column(
                  "MODE",
                  parameter -> parameter.writable() ? "rw" : "ro",
                  meaning(
                      "while the kernel runs",
                      flag("writable", ModuleParameter::writable, INDEXED))),
              meaning("of the value", address("address", ModuleParameter::address, INDEXED))));

  private static final String OPERATIONS = "param_ops_";
  private static final String ARRAY = "param_array_ops";
  private static final int MAX_PARAMETERS = 1 << 16;
  private static final int MAX_ELEMENTS = 1 << 10;
  private static final int MAX_TEXT = 1024;
  private static final int WRITABLE = 0222;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<ModuleParameter> found = new ArrayList<>();
  private final long size;

  private ModuleParameterList(KernelImage image) throws IOException {
    this.image = image;
    this.size = image.type("kernel_param").size();
  }

  /**
   * Reads all parameters that have a file, by name. Cost: some reads each.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<ModuleParameter> read(KernelImage image) throws IOException {
    ModuleParameterList list = new ModuleParameterList(image);
    list.readBuiltIn();
    Listing<Module> modules = ModuleList.read(image);
    list.problems.addAll(modules.problems());
    for (Module module : modules.items()) {
      list.readModule(module);
    }
    list.found.sort(Comparator.comparing(ModuleParameter::name));
    return new Listing<>(list.found, list.problems.list(), list.problems.isWhole());
  }

  private void readBuiltIn() throws IOException {
    OptionalLong start = image.symbols().findData("__start___param");
    OptionalLong stop = image.symbols().findData("__stop___param");
    if (start.isEmpty() || stop.isEmpty()) {
      problems.add("parameters of what is built in: no symbols __start___param and __stop___param");
      return;
    }
    readTable("the kernel", "", start.getAsLong(), (stop.getAsLong() - start.getAsLong()) / size);
  }

  private void readModule(Module module) throws IOException {
    try {
      KernelStruct struct = image.struct("module", module.structAddress());
      readTable(
          "module " + module.name(),
          module.name() + ".",
          struct.pointer("kp"),
          struct.number("num_kp"));
    } catch (MemoryFault absent) {
      problems.add("parameters of module %s: %s", module.name(), absent.getMessage());
    }
  }

  private void readTable(String whose, String prefix, long table, long count) throws IOException {
    if (count < 0 || count > MAX_PARAMETERS) {
      problems.add(
          "%s claims to have %d parameters; %d at most expected", whose, count, MAX_PARAMETERS);
      return;
    }
    for (long i = 0; i < count; i++) {
      KernelStruct parameter = image.struct("kernel_param", table + i * size);
      try {
        readOne(prefix, parameter);
      } catch (MemoryFault absent) {
        problems.addPart("parameter %d of %s: %s", i, whose, absent.getMessage());
      }
    }
  }

  private void readOne(String prefix, KernelStruct parameter) throws IOException {
    long mode = parameter.number("perm");
    if (mode == 0) {
      // It has no file, and may lie in memory that was given back when the kernel had started.
      return;
    }
    String operations = ModuleSymbols.describe(image, parameter.pointer("ops"));
    Optional<String> value = value(operations, parameter);
    if (value.isPresent()) {
      found.add(
          new ModuleParameter(
              prefix + parameter.text("name"),
              value.get(),
              type(operations, parameter),
              (mode & WRITABLE) != 0,
              parameter.pointer("arg")));
    }
  }

  private String type(String operations, KernelStruct parameter) throws IOException {
    if (!operations.equals(ARRAY)) {
      return operations.substring(OPERATIONS.length());
    }
    KernelStruct array = image.struct("kparam_array", parameter.pointer("arr"));
    String each = ModuleSymbols.describe(image, array.pointer("ops"));
    return "array of " + (each.startsWith(OPERATIONS) ? each.substring(OPERATIONS.length()) : each);
  }

  /** Empty if code of its own prints it. */
  private Optional<String> value(String operations, KernelStruct parameter) throws IOException {
    if (operations.equals(ARRAY)) {
      return array(image.struct("kparam_array", parameter.pointer("arr")));
    }
    if (operations.equals(OPERATIONS + "string")) {
      KernelStruct text = image.struct("kparam_string", parameter.pointer("str"));
      int most = (int) Math.min(Math.max(text.number("maxlen"), 0), MAX_TEXT);
      return Optional.of(image.memory().readString(text.pointer("string"), most));
    }
    return scalar(operations, parameter.pointer("arg"));
  }

  private Optional<String> array(KernelStruct array) throws IOException {
    String operations = ModuleSymbols.describe(image, array.pointer("ops"));
    long most = array.number("max");
    long number = array.pointer("num");
    long count = number == 0 ? most : image.memory().readU32(number);
    if (count > most || most > MAX_ELEMENTS) {
      return Optional.empty();
    }
    StringJoiner text = new StringJoiner(",");
    for (long i = 0; i < count; i++) {
      Optional<String> element =
          scalar(operations, array.pointer("elem") + i * array.number("elemsize"));
      if (element.isEmpty()) {
        return Optional.empty();
      }
      text.add(element.get());
    }
    return Optional.of(text.toString());
  }

  /** As {@code param_get_*} print it; empty for types that are none of these. */
  private Optional<String> scalar(String operations, long at) throws IOException {
    if (!operations.startsWith(OPERATIONS)) {
      return Optional.empty();
    }
    boolean wide = image.memory().pointerSize() == Long.BYTES;
    String text =
        switch (operations.substring(OPERATIONS.length())) {
          case "bool", "bool_enable_only" -> image.memory().readU8(at) != 0 ? "Y" : "N";
          case "invbool" -> image.memory().readU8(at) != 0 ? "N" : "Y";
          case "bint" -> image.memory().readS32(at) != 0 ? "Y" : "N";
          case "byte" -> String.valueOf(image.memory().readU8(at));
          case "short" -> String.valueOf((short) image.memory().readU16(at));
          case "ushort" -> String.valueOf(image.memory().readU16(at));
          case "int" -> String.valueOf(image.memory().readS32(at));
          case "uint" -> String.valueOf(image.memory().readU32(at));
          case "hexint" -> "0x%x".formatted(image.memory().readU32(at));
          case "long" ->
              String.valueOf(wide ? image.memory().readU64(at) : (long) image.memory().readS32(at));
          case "ulong" -> Long.toUnsignedString(image.memory().readPointer(at));
          case "ullong" -> Long.toUnsignedString(image.memory().readU64(at));
          case "charp" -> pointedText(image.memory().readPointer(at));
          default -> null;
        };
    return Optional.ofNullable(text);
  }

  private String pointedText(long at) throws IOException {
    return at == 0 ? "(null)" : image.memory().readString(at, MAX_TEXT);
  }
}
