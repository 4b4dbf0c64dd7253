package org.kexshot.cli.render.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TreemapTest {
  private static double area(Treemap.Tile tile) {
    return tile.width() * tile.height();
  }

  private static double overlap(double start, double length, double other, double otherLength) {
    return Math.min(start + length, other + otherLength) - Math.max(start, other);
  }

  @Property
  void tilesAreAsLargeAsTheirWeightsAndDoNotOverlap(
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 1, max = 1_000_000) Long> weights) {
    List<Long> sorted = weights.stream().sorted(Comparator.reverseOrder()).toList();
    double total = sorted.stream().mapToDouble(Long::doubleValue).sum();
    List<Treemap.Tile> tiles = Treemap.layout(sorted, 1000, 300);
    assertThat(tiles).hasSameSizeAs(sorted);
    for (int i = 0; i < tiles.size(); i++) {
      Treemap.Tile tile = tiles.get(i);
      assertThat(area(tile)).isCloseTo(sorted.get(i) / total * 300_000, within(1e-3));
      assertThat(tile.x()).isBetween(-1e-6, 1000.0);
      assertThat(tile.x() + tile.width()).isLessThan(1000 + 1e-6);
      assertThat(tile.y() + tile.height()).isLessThan(300 + 1e-6);
      for (Treemap.Tile other : tiles.subList(0, i)) {
        double width = overlap(tile.x(), tile.width(), other.x(), other.width());
        double height = overlap(tile.y(), tile.height(), other.y(), other.height());
        assertThat(Math.min(width, height)).isLessThan(1e-6);
      }
    }
  }

  /** The example of the paper: 6 6 4 3 2 2 1 in 6 times 4. */
  @Test
  void tilesAreNearlySquare() {
    List<Treemap.Tile> tiles = Treemap.layout(List.of(6L, 6L, 4L, 3L, 2L, 2L, 1L), 6, 4);
    assertThat(tiles.get(0).width()).isCloseTo(3, within(1e-9));
    assertThat(tiles.get(0).height()).isCloseTo(2, within(1e-9));
    assertThat(tiles.get(2).width()).isCloseTo(12 / 7.0, within(1e-9));
    assertThat(tiles.get(2).height()).isCloseTo(7 / 3.0, within(1e-9));
  }
}
