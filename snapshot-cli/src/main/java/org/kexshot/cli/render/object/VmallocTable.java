package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.size;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.mm.VmallocArea;

/** Areas of vmalloc. */
public final class VmallocTable {
  public static final ObjectTable<VmallocArea> AREAS =
      new ObjectTable<>(
          "areas",
          List.of(
              address(">START", "start", VmallocArea::start),
              address(">END", "end", VmallocArea::end),
              size(">SIZE", "bytes", area -> area.end() - area.start()),
              both(">PAGES", "pages", VmallocArea::pages),
              both("USE", "use", VmallocArea::use),
              both("CALLER", "callerName", VmallocArea::callerName),
              address("caller", VmallocArea::caller)));

  private VmallocTable() {}
}
