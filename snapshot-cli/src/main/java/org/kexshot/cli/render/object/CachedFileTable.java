package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import org.kexshot.cli.render.Field;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.pagecache.CachedFile;

/** Files of which pages are in memory. */
public final class CachedFileTable {
  public static final ObjectTable<CachedFile> FILES =
      new ObjectTable<>(
          "files",
          List.of(
              column(">CACHED", file -> Text.pages(file.pages())),
              member("pages", CachedFile::pages),
              Field.size(">SIZE", "size", CachedFile::size),
              both("TYPE", "type", CachedFile::type),
              both(">INODE", "inode", CachedFile::inode),
              both("PATH", "path", CachedFile::path),
              address(CachedFile::address)));

  private CachedFileTable() {}
}
