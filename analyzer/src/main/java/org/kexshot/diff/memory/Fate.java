package org.kexshot.diff.memory;

/** What became of the object that changed bytes are of. */
public enum Fate {
  /** In use in both images, as far as is known: its members changed. */
  CHANGED("changed"),
  /** In use in the second image and not in the first. */
  CAME("came"),
  /** In use in the first image and free in the second. */
  WENT("went"),
  /** Free in both. */
  FREE("free in both");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  /** In words for a user. */
  public String words() {
    return words;
  }
}
