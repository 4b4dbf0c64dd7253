package org.kexshot.cli.render.html;

import java.util.Locale;
import org.kexshot.owner.OwnerKind;

/** Names the colours of kinds of owners, which the style sheet has. */
final class KindColour {
  private KindColour() {}

  /** The class of a kind in the style sheet. */
  static String css(OwnerKind kind) {
    return "kind-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
