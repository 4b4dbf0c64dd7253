package org.kexshot.kernel.bpf;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.addressIfPresent;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.XArray;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.Member;

/**
 * Reads the BPF programs and maps that the kernel holds. Source: {@code include/linux/bpf.h},
 * {@code kernel/bpf/syscall.c}.
 */
public final class BpfObjectList {
  /** BPF programs and maps, as {@code bpftool} lists them. */
  public static final ObjectKind<BpfObject> KIND =
      ObjectKind.of(
          "bpf",
          "bpf",
          "List the BPF programs and maps of an image.",
          BpfObjectList::read,
          BpfObject::title,
          List.of(
              column(
                  "KIND",
                  object -> object.map() ? "map" : "program",
                  flag("map", BpfObject::map, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(">ID", number("id", BpfObject::id, BOOT_IDENTITY, INDEXED)),
              column("NAME", text("name", BpfObject::name, IDENTITY, BOOT_COMPARED, INDEXED)),
              column("TYPE", text("type", BpfObject::type, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  "MAPS",
                  meaning(
                      "ids of maps that a program uses",
                      list("maps", BpfObject::maps, BOOT_COMPARED))),
              column("DETAIL", text("detail", BpfObject::detail, IDENTITY, BOOT_COMPARED, INDEXED)),
              meaning("a program's", addressIfPresent("code", BpfObject::machineCode)),
              meaning(
                  "of its bpf_prog or bpf_map", address("address", BpfObject::address, INDEXED))));

  private static final int MAX_MAPS = 1024;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<BpfObject> objects = new ArrayList<>();

  private BpfObjectList(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads programs, then maps, by id; a kernel without BPF has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<BpfObject> read(KernelImage image) throws IOException {
    BpfObjectList list = new BpfObjectList(image);
    list.forEach(
        "prog_idr",
        "BPF programs",
        (id, entry) -> list.addProgram(image.struct("bpf_prog", entry)));
    list.forEach("map_idr", "BPF maps", (id, entry) -> list.addMap(image.struct("bpf_map", entry)));
    return new Listing<>(list.objects, list.problems.list());
  }

  private void forEach(String symbol, String what, XArray.Visitor visitor) throws IOException {
    OptionalLong table = image.symbols().findData(symbol);
    if (table.isPresent()) {
      new XArray(image, problems)
          .forEachOfIdr("the table of " + what, image.struct("idr", table.getAsLong()), visitor);
    }
  }

  private void addProgram(KernelStruct program) throws IOException {
    KernelStruct details = program.target("aux");
    byte[] tag =
        image
            .memory()
            .readBytes(program.addressOf("tag"), (int) program.member("tag").type().size());
    boolean compiled = program.number("jited") != 0;
    objects.add(
        new BpfObject(
            false,
            details.number("id"),
            details.text("name"),
            name(program.member("type"), program.number("type")),
            "%d instructions, %s, tag %s"
                .formatted(
                    program.number("len"),
                    compiled ? "compiled" : "interpreted",
                    HexFormat.of().formatHex(tag)),
            program.pointer("bpf_func"),
            maps(details),
            program.address()));
  }

  private List<Long> maps(KernelStruct details) throws IOException {
    List<Long> ids = new ArrayList<>();
    long array = details.pointer("used_maps");
    long count = Math.min(details.number("used_map_cnt"), MAX_MAPS);
    int word = image.memory().pointerSize();
    for (int i = 0; array != 0 && i < count; i++) {
      long map = image.memory().readPointer(array + (long) i * word);
      ids.add(image.struct("bpf_map", map).number("id"));
    }
    return ids;
  }

  private void addMap(KernelStruct map) throws IOException {
    objects.add(
        new BpfObject(
            true,
            map.number("id"),
            map.text("name"),
            name(map.member("map_type"), map.number("map_type")),
            "%d entries at most, key %d bytes, value %d bytes"
                .formatted(
                    map.number("max_entries"), map.number("key_size"), map.number("value_size")),
            0,
            List.of(),
            map.address()));
  }

  private static String name(Member member, long value) {
    return member.type().enumerators().entrySet().stream()
        .filter(entry -> entry.getValue() == value)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("type " + value);
  }
}
