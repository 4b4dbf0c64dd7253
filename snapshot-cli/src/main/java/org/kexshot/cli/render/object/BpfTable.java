package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import java.util.Optional;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.bpf.BpfObject;

/** BPF programs and maps. */
public final class BpfTable {
  public static final ObjectTable<BpfObject> OBJECTS =
      new ObjectTable<>(
          "bpf",
          List.of(
              column("KIND", object -> object.map() ? "map" : "program"),
              member("map", BpfObject::map),
              both(">ID", "id", BpfObject::id),
              both("NAME", "name", BpfObject::name),
              both("TYPE", "type", BpfObject::type),
              both("MAPS", "maps", BpfObject::maps),
              both("DETAIL", "detail", BpfObject::detail),
              member("code", BpfTable::code),
              address(BpfObject::address)));

  private BpfTable() {}

  private static Optional<Address> code(BpfObject object) {
    return object.map() ? Optional.empty() : Optional.of(new Address(object.code()));
  }
}
