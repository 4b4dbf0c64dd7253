package org.kexshot.cli.render.html;

import org.kexshot.owner.OwnerKind;

/**
 * The pages of a kind of owner that differ, with the tile that stands for them.
 *
 * @param kind of owner
 * @param label how many differ
 * @param x of the tile in a drawing of {@link #WIDTH} times {@link #HEIGHT}
 * @param fits whether there is room for text on the tile
 */
public record OwnerShare(
    OwnerKind kind, String label, double x, double y, double width, double height, boolean fits) {
  /** Units of the drawing. */
  public static final int WIDTH = 1000;

  public static final int HEIGHT = 300;

  /** The class of its colour in the style sheet. */
  public String css() {
    return KindColour.css(kind);
  }
}
