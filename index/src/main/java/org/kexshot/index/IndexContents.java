package org.kexshot.index;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.kexshot.index.document.BootObjects;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.schema.SearchSchema;

/** All that an index holds, as it was when this was opened. */
public final class IndexContents implements Closeable {
  private static final String HOST = "host";

  /** Of an empty index. */
  static final IndexContents NONE =
      new IndexContents(Optional.empty(), new SnapshotTable(List.of()));

  private final Optional<DirectoryReader> reader;
  private final SnapshotTable table;

  private IndexContents(Optional<DirectoryReader> reader, SnapshotTable table) {
    this.reader = reader;
    this.table = table;
  }

  static IndexContents of(DirectoryReader reader) throws IOException {
    return new IndexContents(Optional.of(reader), SnapshotTable.read(reader));
  }

  /** Its snapshots. */
  public SnapshotTable table() {
    return table;
  }

  /** Reads all objects of a boot, the snapshots themselves among them. */
  public void forEach(int boot, BootObjects.Visitor visitor) throws IOException {
    if (reader.isPresent()) {
      BootObjects.forEach(reader.get(), boot, visitor);
    }
  }

  /** The name of the machine that a boot is of; empty if no snapshot knows it. */
  public String machine(int boot) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    if (reader.isPresent()) {
      BootObjects.forEach(
          reader.get(),
          boot,
          SearchSchema.SNAPSHOT,
          snapshot -> names.addAll(snapshot.fields().get(HOST).latest()));
    }
    names.remove("");
    return names.isEmpty() ? "" : names.iterator().next();
  }

  @Override
  public void close() throws IOException {
    if (reader.isPresent()) {
      reader.get().close();
    }
  }
}
