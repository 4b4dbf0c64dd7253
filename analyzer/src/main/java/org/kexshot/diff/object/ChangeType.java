package org.kexshot.diff.object;

/** What became of an object between two images. */
public enum ChangeType {
  CAME("came"),
  WENT("went"),
  CHANGED("changed");

  private final String verb;

  ChangeType(String verb) {
    this.verb = verb;
  }

  /** In the past tense. */
  public String verb() {
    return verb;
  }
}
