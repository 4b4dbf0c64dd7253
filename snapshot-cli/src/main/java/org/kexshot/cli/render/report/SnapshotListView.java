package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.render.Csv;
import org.kexshot.cli.render.ListView;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;

/**
 * A repository's snapshots, a line each, and those that cannot be read.
 *
 * @param outlines what text needs
 * @param snapshots what JSON needs
 */
public record SnapshotListView(
    List<Outline> outlines, List<Snapshot> snapshots, List<String> problems) implements ListView {

  /** As text. */
  public static SnapshotListView of(SnapshotList.Outlines read) {
    return new SnapshotListView(
        read.outlines(), List.of(), all(read.problems(), read.unreadNotes()));
  }

  /** As text or JSON. */
  public static SnapshotListView of(SnapshotList.Reading read) {
    return new SnapshotListView(
        read.snapshots().stream().map(Outline::of).toList(),
        read.snapshots(),
        all(read.problems(), read.unreadNotes()));
  }

  private static List<String> all(List<String> problems, List<String> more) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(more);
    return all;
  }

  @Override
  public void text(PrintWriter out) {
    boolean anyLive = false;
    TextTable table = new TextTable("ID", "LABEL", "TIME", "KERNEL", ">KEPT", ">STORED", "TAGS");
    for (Outline outline : outlines) {
      anyLive |= outline.live();
      table.row(
          outline.name().shortId(),
          outline.label(),
          Text.time(outline.time()) + (outline.live() ? LiveText.MARK : ""),
          outline.kernel().orElse("?"),
          Text.pages(outline.keptPages()),
          Text.size(outline.newBytes()),
          SnapshotView.tags(outline.tags()));
    }
    table.print(out, "");
    if (anyLive) {
      out.println(LiveText.LEGEND);
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("snapshots");
    lines(json);
    json.writeEndArray();
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (Snapshot snapshot : snapshots) {
      new SnapshotView(snapshot).lines(json);
    }
  }

  @Override
  public void csv(PrintWriter out) {
    Csv.print(
        out, List.of("id", "label", "time", "live", "kernel", "keptPages", "newBytes", "tags"));
    for (Outline outline : outlines) {
      Csv.print(
          out,
          List.of(
              outline.name().id(),
              outline.label(),
              outline.time().toString(),
              Boolean.toString(outline.live()),
              outline.kernel().orElse(""),
              Long.toString(outline.keptPages()),
              Long.toString(outline.newBytes()),
              SnapshotView.tags(outline.tags())));
    }
  }
}
