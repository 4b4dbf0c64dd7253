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
    return new OwnerSection(
        shares(owners), framesCorrespond ? byFrame(owners) : byContents(owners));
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

  private static ReportTable byFrame(List<PageOwnerTotals> owners) {
    TableBuilder table =
        columns()
            .column("Changed", Style.NUMBER)
            .column("Appeared", Style.NUMBER)
            .column("Vanished", Style.NUMBER)
            .column("Together", Style.NUMBER);
    for (PageOwnerTotals owner : owners) {
      table.row(
          KindColour.css(owner.owner()),
          OptionalLong.empty(),
          List.of(
              owner.owner().words(),
              Text.count(owner.changed()),
              Text.count(owner.appeared()),
              Text.count(owner.vanished()),
              Text.pages(owner.total())));
    }
    return table.build();
  }

  private static ReportTable byContents(List<PageOwnerTotals> owners) {
    TableBuilder table =
        columns()
            .column("Only after", Style.NUMBER)
            .column("Only before", Style.NUMBER)
            .column("Together", Style.NUMBER);
    for (PageOwnerTotals owner : owners) {
      table.row(
          KindColour.css(owner.owner()),
          OptionalLong.empty(),
          List.of(
              owner.owner().words(),
              Text.count(owner.appeared()),
              Text.count(owner.vanished()),
              Text.pages(owner.total())));
    }
    return table.build();
  }

  private static TableBuilder columns() {
    return new TableBuilder("owners", "The same in numbers", new SizeBudget(1 << 14))
        .column("Owner", Style.OWNER);
  }
}
