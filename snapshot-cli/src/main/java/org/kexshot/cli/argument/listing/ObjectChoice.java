package org.kexshot.cli.argument.listing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.render.ListView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.index.ObjectFilter;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/** Which objects are to be shown, and what of each. */
public final class ObjectChoice {
  private final Optional<ObjectFilter> filter;
  private final List<String> columns;

  /**
   * @param filter empty for all objects
   * @param columns none for the usual ones
   */
  ObjectChoice(Optional<ObjectFilter> filter, List<String> columns) {
    this.filter = filter;
    this.columns = List.copyOf(columns);
  }

  /** Those of a kind's objects that are to be shown. */
  public <T> Listing<T> of(ObjectKind<T> kind, Listing<T> all) throws IOException {
    return filter.isEmpty()
        ? all
        : new Listing<>(filter.get().of(kind, all.items()), all.problems(), all.whole());
  }

  /** The part of a table that is to be shown; without attributes if that is nothing. */
  public <T> ObjectTable<T> of(ObjectTable<T> table) {
    return columns.isEmpty() ? table : table.only(columns);
  }

  /** What is to be shown of a kind's objects. */
  public <T> ListView view(ObjectKind<T> kind, Listing<T> all) throws IOException {
    return of(ObjectTable.of(kind)).view(of(kind, all));
  }
}
