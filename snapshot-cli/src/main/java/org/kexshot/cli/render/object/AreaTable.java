package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.process.MemoryArea;

/** Memory areas of processes, as {@code /proc/PID/maps} has them. */
public final class AreaTable {
  public static final ObjectTable<MemoryArea> AREAS =
      new ObjectTable<>(
          "areas",
          List.of(
              both(">PID", "pid", MemoryArea::pid),
              both("NAME", "name", MemoryArea::comm),
              address(">START", "start", MemoryArea::start),
              address(">END", "end", MemoryArea::end),
              both("MODE", "permissions", MemoryArea::permissions),
              column(">OFFSET", area -> Long.toHexString(area.offset())),
              member("offset", MemoryArea::offset),
              both("DEVICE", "device", MemoryArea::device),
              both(">INODE", "inode", MemoryArea::inode),
              both("MAPPED", "mapped", MemoryArea::name),
              address(MemoryArea::address)));

  private AreaTable() {}
}
