package org.kexshot.diff.finding;

/** What became of an object between two images. */
public enum Change {
  CAME("came"),
  WENT("went"),
  CHANGED("changed");

  private final String verb;

  Change(String verb) {
    this.verb = verb;
  }

  /** In the past tense. */
  public String verb() {
    return verb;
  }
}
