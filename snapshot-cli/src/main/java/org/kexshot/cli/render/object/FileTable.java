package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.process.OpenFile;

/** Files that processes hold open. */
public final class FileTable {
  public static final ObjectTable<OpenFile> FILES =
      new ObjectTable<>(
          "files",
          List.of(
              both(">PID", "pid", OpenFile::pid),
              both("NAME", "name", OpenFile::comm),
              both(">FD", "fd", OpenFile::fd),
              both("MODE", "mode", OpenFile::mode),
              both(">POSITION", "position", OpenFile::position),
              both("DEVICE", "device", OpenFile::device),
              both(">INODE", "inode", OpenFile::inode),
              both("PATH", "path", OpenFile::path),
              address(OpenFile::address)));

  private FileTable() {}
}
