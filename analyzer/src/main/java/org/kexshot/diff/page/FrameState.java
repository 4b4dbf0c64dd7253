package org.kexshot.diff.page;

import org.kexshot.owner.OwnerKind;

/**
 * What is said of a page frame in two images: how it changed, and whose it was and is.
 *
 * @param change of what it holds
 * @param before what it was used for in the first image; unknown where that image does not tell
 * @param after what it is used for in the second
 * @param name of the owner in the second image, or in the first if the frame vanished; empty where
 *     none is known or was asked for
 */
public record FrameState(PageChange change, OwnerKind before, OwnerKind after, String name) {
  /** Whether the images are known to differ in the frame. */
  public boolean differs() {
    return change.differs();
  }

  FrameState nameless() {
    return new FrameState(change, before, after, "");
  }
}
