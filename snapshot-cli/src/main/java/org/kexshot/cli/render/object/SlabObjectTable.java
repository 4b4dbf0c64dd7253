package org.kexshot.cli.render.object;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.slab.SlabObject;

/** The objects of a slab cache. */
public final class SlabObjectTable {
  public static final ObjectTable<SlabObject> OBJECTS =
      new ObjectTable<>(
          "objects",
          List.of(
              column("CACHE", text("cache", SlabObject::cache)),
              column(">OBJECT", address("address", SlabObject::address)),
              column(">SIZE", number("size", SlabObject::size)),
              column(
                  "STATE",
                  object -> object.used() ? "used" : "free",
                  flag("used", SlabObject::used)),
              column(">SLAB", address("slab", SlabObject::slab))));

  private SlabObjectTable() {}
}
