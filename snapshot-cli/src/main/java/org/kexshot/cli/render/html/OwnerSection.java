package org.kexshot.cli.render.html;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.html.ReportTable.Style;
import org.kexshot.diff.page.PageOwnerTotals;

/**
 * Pages that differ by kind of owner, as tiles and as a table.
 *
 * @param shares most pages first
 */
public record OwnerSection(List<OwnerShare> shares, ReportTable table) {
  private static final int GLYPH = 8;
  private static final int LINES = 44;
  private static final int MARGIN = 20;

  public OwnerSection {
    shares = List.copyOf(shares);
  }

  /**
   * Of pages by owner.
   *
   * @param framesCorrespond whether they were compared frame by frame; if not, by what they hold
   */
  static OwnerSection of(List<PageOwnerTotals> owners, boolean framesCorrespond) {
    return new OwnerSection(shares(owners), inNumbers(owners, framesCorrespond));
  }

  private static List<OwnerShare> shares(List<PageOwnerTotals> owners) {
    List<Treemap.Tile> tiles =
        Treemap.layout(
            owners.stream().map(PageOwnerTotals::total).toList(),
            OwnerShare.WIDTH,
            OwnerShare.HEIGHT);
    List<OwnerShare> shares = new ArrayList<>();
    for (int i = 0; i < owners.size(); i++) {
      PageOwnerTotals owner = owners.get(i);
      Treemap.Tile tile = tiles.get(i);
      String label = Text.count(owner.total());
      int letters = Math.max(label.length(), owner.owner().words().length());
      shares.add(
          new OwnerShare(
              owner.owner(),
              label,
              tile.x(),
              tile.y(),
              tile.width(),
              tile.height(),
              tile.width() > MARGIN + GLYPH * letters && tile.height() > LINES));
    }
    return shares;
  }

  private static ReportTable inNumbers(List<PageOwnerTotals> owners, boolean framesCorrespond) {
    TableBuilder table =
        new TableBuilder("owners", "The same in numbers", new SizeBudget(1 << 14))
            .column("Owner", Style.OWNER);
    if (framesCorrespond) {
      table.column("Changed", Style.NUMBER);
    }
    table
        .column(framesCorrespond ? "Appeared" : "Only after", Style.NUMBER)
        .column(framesCorrespond ? "Vanished" : "Only before", Style.NUMBER)
        .column("Together", Style.NUMBER);
    for (PageOwnerTotals owner : owners) {
      List<String> cells = new ArrayList<>(List.of(owner.owner().words()));
      if (framesCorrespond) {
        cells.add(Text.count(owner.changed()));
      }
      cells.add(Text.count(owner.appeared()));
      cells.add(Text.count(owner.vanished()));
      cells.add(Text.pages(owner.total()));
      table.row(KindColour.css(owner.owner()), OptionalLong.empty(), cells);
    }
    return table.build();
  }
}
