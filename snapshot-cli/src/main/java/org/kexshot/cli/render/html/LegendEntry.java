package org.kexshot.cli.render.html;

import org.kexshot.owner.OwnerKind;

/**
 * A kind of owner on the map.
 *
 * @param kind of owner, by which frames are coloured
 * @param size of its frames
 * @param differing how many of them differ; empty if none does
 */
public record LegendEntry(OwnerKind kind, String size, String differing) {
  /** The class of its colour in the style sheet. */
  public String css() {
    return KindColour.css(kind);
  }
}
