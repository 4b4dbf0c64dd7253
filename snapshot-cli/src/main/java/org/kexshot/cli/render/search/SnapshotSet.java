package org.kexshot.cli.render.search;

import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.render.Text;
import org.kexshot.index.SearchHit;

/** Snapshots by their labels, those in a row by the first and the last: {@code n1..n4, s1}. */
final class SnapshotSet {
  /** Fewer are told one by one. */
  private static final int SHORTEST_ROW = 3;

  private SnapshotSet() {}

  static String of(List<SearchHit.InSnapshot> snapshots) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); ) {
      int end = i + 1;
      while (end < snapshots.size()
          && snapshots.get(end).place() == snapshots.get(end - 1).place() + 1) {
        end++;
      }
      if (end - i >= SHORTEST_ROW) {
        rows.add(name(snapshots.get(i)) + ".." + name(snapshots.get(end - 1)));
      } else {
        snapshots.subList(i, end).forEach(each -> rows.add(name(each)));
      }
      i = end;
    }
    return String.join(", ", rows);
  }

  private static String name(SearchHit.InSnapshot snapshot) {
    return Text.printable(
        snapshot.label().isEmpty()
            ? snapshot.id().substring(0, Math.min(8, snapshot.id().length()))
            : snapshot.label());
  }
}
