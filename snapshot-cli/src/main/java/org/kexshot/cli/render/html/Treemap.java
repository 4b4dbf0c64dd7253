package org.kexshot.cli.render.html;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides a rectangle into tiles as large as the weights of items, and as square as can be. Source:
 * Bruls, Huizing, van Wijk, <i>Squarified Treemaps</i>, 2000.
 */
final class Treemap {
  /** The place of an item. */
  record Tile(double x, double y, double width, double height) {}

  private final List<Tile> tiles = new ArrayList<>();
  private double x;
  private double y;
  private double width;
  private double height;

  private Treemap(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /**
   * Lays out items.
   *
   * @param weights above 0, the largest first
   */
  static List<Tile> layout(List<Long> weights, double width, double height) {
    double total = weights.stream().mapToDouble(Long::doubleValue).sum();
    List<Double> areas = weights.stream().map(weight -> weight / total * width * height).toList();
    Treemap map = new Treemap(width, height);
    for (int from = 0; from < areas.size(); ) {
      int to = from + 1;
      while (to < areas.size()
          && map.worst(areas.subList(from, to + 1)) <= map.worst(areas.subList(from, to))) {
        to++;
      }
      map.place(areas.subList(from, to));
      from = to;
    }
    return map.tiles;
  }

  private double side() {
    return Math.min(width, height);
  }

  /** How far from a square the worst tile of a row is that lies along the shorter side. */
  private double worst(List<Double> row) {
    double sum = row.stream().mapToDouble(Double::doubleValue).sum();
    double depth = sum / side();
    return row.stream()
        .mapToDouble(area -> Math.max(area / depth / depth, depth * depth / area))
        .max()
        .orElseThrow();
  }

  private void place(List<Double> row) {
    double depth = row.stream().mapToDouble(Double::doubleValue).sum() / side();
    boolean column = width >= height;
    double at = 0;
    for (double area : row) {
      double length = area / depth;
      tiles.add(column ? new Tile(x, y + at, depth, length) : new Tile(x + at, y, length, depth));
      at += length;
    }
    if (column) {
      x += depth;
      width -= depth;
    } else {
      y += depth;
      height -= depth;
    }
  }
}
