package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.process.Mount;

/** Mounted file systems. */
public final class MountTable {
  public static final ObjectTable<Mount> MOUNTS =
      new ObjectTable<>(
          "mounts",
          List.of(
              both(">NAMESPACE", "namespace", Mount::namespace),
              both(">ID", "id", Mount::id),
              both(">PARENT", "parentId", Mount::parentId),
              both("DEVICE", "device", Mount::device),
              both("ROOT", "root", Mount::root),
              both("TARGET", "target", Mount::target),
              both("TYPE", "type", Mount::type),
              column("MODE", mount -> mount.readOnly() ? "ro" : "rw"),
              both("SOURCE", "source", Mount::source),
              member("readOnly", Mount::readOnly),
              address("superBlock", Mount::superBlock)));

  private MountTable() {}
}
